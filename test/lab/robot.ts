/**
 * A stateful stand-in for the Hetzner Robot webservice: the vendor's calls, shapes, refusals and limits, with lab
 * machines behind its servers. It costs nothing, keeps a record of its calls, and fails on request.
 */

import { randomBytes } from 'node:crypto';
import type { LabMachine } from './machine.ts';
import { createAccess } from './robot/access.ts';
import {
  type Account,
  addServer,
  type MachineProbe,
  type RobotMachines,
  type RobotServerSpec,
} from './robot/account.ts';
import { addonRoutes } from './robot/addons.ts';
import { addressRoutes } from './robot/addresses.ts';
import { cancellationRoutes } from './robot/cancellation.ts';
import { createRobotDialect } from './robot/dialect.ts';
import { type FailoverSpec, failoverRoutes } from './robot/failover.ts';
import { firewallRoutes } from './robot/firewall.ts';
import { createKeyRing } from './robot/keys.ts';
import {
  findServer,
  type RobotSnapshot,
  robotLabRoutes,
  robotSnapshot,
} from './robot/lab-routes.ts';
import { orderRoutes } from './robot/orders.ts';
import { createMarket, type Market } from './robot/products.ts';
import { createQuotaBook } from './robot/quotas.ts';
import { rescueRoutes } from './robot/rescue.ts';
import { resetRoutes } from './robot/resets.ts';
import { serverRoutes } from './robot/servers.ts';
import type { Transaction } from './robot/transactions.ts';
import { vswitchRoutes } from './robot/vswitches.ts';
import { type CallRecord, createCallRecord } from './stand-in/calls.ts';
import { createRealClock, type LabClock } from './stand-in/clock.ts';
import { createFaults, type Faults } from './stand-in/faults.ts';
import type { Route } from './stand-in/routes.ts';
import { createStandInServer, listenOn } from './stand-in/server.ts';

export type {
  MachineProbe,
  RobotMachineRequest,
  RobotMachines,
  RobotServerSpec,
} from './robot/account.ts';

/** What a stand-in may be told. */
export interface RobotStandInOptions {
  readonly machines: RobotMachines;
  /** Without one, every machine that is on has a system, and none shows host keys. */
  readonly probe?: MachineProbe;
  /** Servers that are there from the start, on, with somebody's system on their disks. */
  readonly servers?: readonly RobotServerSpec[];
  readonly failovers?: readonly FailoverSpec[];
  /** Made up when absent. */
  readonly user?: string;
  /** Made up when absent. */
  readonly password?: string;
  /** The real one when absent. */
  readonly clock?: LabClock;
  /** From an order to its server; 2000 when absent. */
  readonly deliveryMs?: number;
  /** How long a vSwitch or firewall is in process after a change; 2000 when absent. */
  readonly processMs?: number;
  /** True when absent; else every `/order/…` is answered 401. */
  readonly isOrderingActive?: boolean;
}

/** A stand-in that can be called. */
export interface ListeningRobot {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  readonly user: string;
  readonly password: string;
  readonly port: number;
  /** Stops listening and cuts every connection; leaves the machines as they are. */
  close(): Promise<void>;
}

/** What tests in the same process may see and change behind the interface. */
export interface RobotState {
  /** What there is behind the interface; no secrets. */
  snapshot(): RobotSnapshot;
  /** The machine of a server, by number or name; undefined until its power was used. */
  findMachine(name: string): LabMachine | undefined;
  /** Every machine that was made. */
  machines(): readonly LabMachine[];
  /** Sells what is in the auction, or changes its price. */
  readonly market: Pick<Market, 'sell' | 'reprice'>;
}

/** The stand-in as a whole. */
export interface RobotStandIn {
  /** Listens on 127.0.0.1; on any free port when none is given. */
  listen(port?: number): Promise<ListeningRobot>;
  readonly state: RobotState;
  readonly faults: Faults;
  readonly calls: CallRecord;
}

const FIRST_ORDERED_NUMBER = 2_501_001;

/** An account with the given servers, and no keys and orders. */
export function createRobotStandIn(options: RobotStandInOptions): RobotStandIn {
  const clock = options.clock ?? createRealClock();
  const user = options.user ?? '#ws+lab';
  const password = options.password ?? randomBytes(24).toString('base64url');
  const account = createAccount(options, clock);
  const market = createMarket();
  const transactions: Transaction[] = [];
  const rehearsals: Transaction[] = [];
  const faults = createFaults();
  const calls = createCallRecord();
  const quotas = createQuotaBook(clock);
  const { isOrderingActive = true, deliveryMs = 2000, failovers = [] } = options;
  const access = createAccess({ user, password, clock, isOrderingActive });
  let lastNumber = FIRST_ORDERED_NUMBER - 1;
  const nextServerNumber = () => {
    lastNumber += 1;
    return lastNumber;
  };
  const orders = orderRoutes({
    ...{ account, market, transactions, rehearsals, deliveryMs, nextServerNumber },
  });
  const behind = { account, market, quotas, transactions, rehearsals };
  const server = createStandInServer({
    dialect: createRobotDialect(access, quotas),
    routes: [...accountRoutes(account), ...failoverRoutes(account, failovers), ...orders],
    labRoutes: robotLabRoutes({ ...behind, faults, calls }),
    faults,
    calls,
    clock,
  });

  async function listen(wanted = 0): Promise<ListeningRobot> {
    const { port, close } = await listenOn(server, wanted);
    return { endpoint: `http://127.0.0.1:${port}`, user, password, port, close };
  }

  const state: RobotState = {
    snapshot: () => robotSnapshot(behind),
    findMachine: (name) => findServer(account, name)?.machine ?? undefined,
    machines: () => [...account.servers.values()].flatMap(({ machine }) => machine ?? []),
    market,
  };
  return { listen, state, faults, calls };
}

function createAccount(options: RobotStandInOptions, clock: LabClock): Account {
  const account: Account = {
    clock,
    keys: createKeyRing(clock),
    servers: new Map(),
    machines: options.machines,
    probe: options.probe ?? { isSystemUp: async () => true, readHostKeys: async () => [] },
    processMs: options.processMs ?? 2000,
  };
  for (const spec of options.servers ?? []) {
    addServer(account, { ...spec, isOn: true, hasStockSystem: true });
  }
  return account;
}

function accountRoutes(account: Account): Route[] {
  return [
    ...serverRoutes(account),
    ...cancellationRoutes(account),
    ...resetRoutes(account),
    ...rescueRoutes(account),
    ...account.keys.routes,
    ...addressRoutes(account),
    ...vswitchRoutes(account),
    ...firewallRoutes(account),
    ...addonRoutes(account),
  ];
}

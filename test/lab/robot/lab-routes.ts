/** `/_lab/…` of the Robot stand-in: what every stand-in has, and a hand in the auction. */

import { badLabRequest, type CommonLabParts, commonLabRoutes } from '../stand-in/lab-routes.ts';
import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import type { Account, RobotServer } from './account.ts';
import { ensureMachine, inTurn, isOn, isRescueArmed, switchOff, switchOn } from './power.ts';
import type { Market } from './products.ts';
import type { QuotaBook } from './quotas.ts';
import type { Transaction } from './transactions.ts';

/** What the routes look at and reach into. */
export interface RobotLabParts extends Pick<CommonLabParts, 'faults' | 'calls'> {
  readonly account: Account;
  readonly market: Market;
  readonly quotas: QuotaBook;
  readonly transactions: readonly Transaction[];
  readonly rehearsals: readonly Transaction[];
}

/** What there is behind the interface; no secrets. */
export interface RobotSnapshot {
  readonly servers: readonly {
    readonly number: number;
    readonly name: string;
    readonly power: 'on' | 'off';
    readonly address: string;
    readonly hasMachine: boolean;
    readonly isRescueArmed: boolean;
    readonly isCancelled: boolean;
    /** Technicians who were sent; no program should send one. */
    readonly manualResets: number;
    readonly boots: RobotServer['boots'];
  }[];
  readonly keys: readonly { readonly name: string; readonly fingerprint: string }[];
  readonly transactions: readonly {
    readonly id: string;
    readonly channel: string;
    readonly status: string;
    readonly serverNumber: number | null;
    readonly fingerprints: readonly string[];
  }[];
  /** Channels of the orders that were asked for as a test. */
  readonly rehearsals: readonly string[];
  /** Ids of what is in the auction. */
  readonly offers: readonly number[];
  /** Counted calls of each kind within their present window. */
  readonly usage: Readonly<Record<string, number>>;
}

/** The state of an account as data. */
export function robotSnapshot(parts: Omit<RobotLabParts, 'faults' | 'calls'>): RobotSnapshot {
  const { account, market, quotas, transactions, rehearsals } = parts;
  return {
    servers: [...account.servers.values()].map((server) => ({
      number: server.number,
      name: server.name,
      power: isOn(server) ? 'on' : 'off',
      address: server.address,
      hasMachine: server.machine !== null,
      isRescueArmed: isRescueArmed(server, account.clock),
      isCancelled: server.cancellation !== null,
      manualResets: server.manualResets,
      boots: [...server.boots],
    })),
    keys: account.keys.all().map(({ name, fingerprint }) => ({ name, fingerprint })),
    transactions: transactions.map(({ id, channel, status, serverNumber, keys }) => ({
      id,
      channel,
      status,
      serverNumber,
      fingerprints: keys.map(({ fingerprint }) => fingerprint),
    })),
    rehearsals: rehearsals.map(({ channel }) => channel),
    offers: market.offers().map(({ id }) => id),
    usage: quotas.usage(),
  };
}

/** Routes below `/_lab`; a machine goes by its server's number, or by its name. */
export function robotLabRoutes(parts: RobotLabParts): readonly Route[] {
  const { account, faults, calls } = parts;
  const common = commonLabRoutes({
    faults,
    calls,
    snapshot: () => robotSnapshot(parts),
    findMachine(name) {
      const server = findServer(account, name);
      return server ? ensureMachine(account, server) : undefined;
    },
    async powerCycle(name) {
      const server = findServer(account, name);
      if (server) await inTurn(server, () => cyclePower(account, server));
    },
  });
  return [
    ...common,
    { method: 'POST', path: '/_lab/offers/:id', serve: (call) => changeOffer(parts, call) },
  ];
}

/** The server of a number or a name. */
export function findServer({ servers }: Account, name: string): RobotServer | undefined {
  return servers.get(Number(name)) ?? [...servers.values()].find((server) => server.name === name);
}

async function cyclePower(account: Account, server: RobotServer): Promise<void> {
  await switchOff(server);
  await switchOn(account, server);
}

/** `{"isSold": true}`: somebody else was faster; `{"monthlyNet": 99}`: its price has changed. */
function changeOffer({ market }: RobotLabParts, { params, body }: ApiCall): Reply {
  const id = Number(params.id);
  if (!market.offer(id)) throw badLabRequest('id', 'no such offer');
  if (body.isSold === true) market.sell(id);
  if (typeof body.monthlyNet === 'number') market.reprice(id, body.monthlyNet);
  return { status: 204 };
}

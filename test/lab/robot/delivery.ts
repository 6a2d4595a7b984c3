/** How an order becomes a server: after a while it stands there, in the rescue system where that was ordered. */

import type { ActionFault } from '../stand-in/faults.ts';
import { type Account, addServer, type ResetType, type RobotServer } from './account.ts';
import { inTurn, RESCUE_LAPSES_AFTER_MS, switchOn } from './power.ts';
import { mainIp } from './server-view.ts';
import type { Transaction } from './transactions.ts';

/** The server that an order is about. */
export interface Goods {
  readonly serverNumber: number;
  readonly product: string;
  readonly datacenter: string;
  readonly resetTypes: readonly ResetType[];
}

/** An order that goes its way. */
export interface Delivery {
  readonly transaction: Transaction;
  readonly goods: Goods;
  readonly deliveryMs: number;
  /** Those of the order's call. */
  readonly faults: readonly ActionFault[];
}

/** Plans the delivery of an order. A comment waits for a person, and there is none in the lab. */
export function planDelivery(
  account: Account,
  { transaction, goods, deliveryMs, faults }: Delivery,
): void {
  if (transaction.comment !== null) return;
  if (faults.some(({ kind }) => kind === 'stuck-action')) return;
  const slow = faults.find(({ kind }) => kind === 'order-slow');
  const delay = slow?.kind === 'order-slow' ? slow.ms : deliveryMs;
  account.clock.schedule(delay, async () => {
    if (faults.some(({ kind }) => kind === 'order-cancelled')) transaction.status = 'cancelled';
    else await deliver(account, transaction, goods).catch(() => cancel(transaction));
  });
}

function cancel(transaction: Transaction): void {
  transaction.status = 'cancelled';
}

/** Ready is what answers: the order says so only when the rescue system's host keys are known. */
async function deliver(account: Account, transaction: Transaction, goods: Goods): Promise<void> {
  const server = addServer(account, {
    number: goods.serverNumber,
    name: '',
    product: goods.product,
    datacenter: goods.datacenter,
    resetTypes: goods.resetTypes,
    hasIpv4: transaction.addons.includes('primary_ipv4'),
    hasWol: true,
    isOn: false,
    hasStockSystem: false,
  });
  if (transaction.dist === 'Rescue system') await startRescue(account, server, transaction);
  transaction.hostKeys = server.lastRescue?.hostKeys ?? [];
  transaction.serverNumber = server.number;
  transaction.serverIp = mainIp(server);
  transaction.status = 'ready';
}

async function startRescue(
  account: Account,
  server: RobotServer,
  { keys }: Transaction,
): Promise<void> {
  server.rescue = {
    os: 'linux',
    keys,
    password: null,
    lapsesAt: account.clock.now() + RESCUE_LAPSES_AFTER_MS,
    faults: [],
    hostKeys: [],
  };
  await inTurn(server, () => switchOn(account, server));
  await server.hostKeysLearnt;
}

/** Orders of both channels: what was asked for, and what became of it. */

import type { KeyDescription } from '../stand-in/ssh-key.ts';
import { zonedTime } from './dates.ts';
import { type RobotKey, toWireHostKey, toWireKeyName } from './keys.ts';

/** Standard products and the auction keep separate lists. */
export type Channel = 'server' | 'server_market';

/** One order. */
export interface Transaction {
  readonly id: string;
  readonly channel: Channel;
  readonly orderedAt: number;
  readonly keys: readonly RobotKey[];
  readonly comment: string | null;
  readonly addons: readonly string[];
  readonly dist: string;
  /** The fields of `product` as this channel shows them. */
  readonly product: object;
  status: 'in process' | 'ready' | 'cancelled';
  serverNumber: number | null;
  serverIp: string | null;
  hostKeys: readonly KeyDescription[];
}

/** Lists reach back this far. */
export const LISTED_FOR_MS = 30 * 24 * 60 * 60 * 1000;

/** An order as Robot sends it. */
export function toWireTransaction(transaction: Transaction): Record<string, unknown> {
  return {
    id: transaction.id,
    date: zonedTime(transaction.orderedAt),
    status: transaction.status,
    server_number: transaction.serverNumber,
    server_ip: transaction.serverIp,
    authorized_key: transaction.keys.map(toWireKeyName),
    host_key: transaction.hostKeys.map(toWireHostKey),
    comment: transaction.comment,
    product: transaction.product,
    addons: transaction.addons,
  };
}

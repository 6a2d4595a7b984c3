/** How many orders there may be in a day: counted over the ledger, under a lock that parallel ones wait for. */
import { type Kysely, sql, type Transaction } from 'kysely';
import { RequestError } from '../domain/error.ts';
import type { Schema } from './schema.ts';

export interface OrderLimit {
  /** `PROVIDER/NAME`. */
  readonly account: string;
  readonly ordersPerDay: number;
}

/** One number for all that intend an order, in whatever process; any that nobody else uses. */
const ORDER_LOCK = 5_003_001;

/** Until this transaction ends, nobody else counts or intends. */
export async function lockOrders(transaction: Transaction<Schema>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${sql.lit(ORDER_LOCK)})`.execute(transaction);
}

/**
 * Counts what was or may have been ordered with the account in the last 24 hours; refused orders do not count.
 *
 * @throws RequestError `request.order-limit`, with `details.retryAfterSeconds`
 */
export async function refuseOneTooMany(
  db: Kysely<Schema>,
  { account, ordersPerDay }: OrderLimit,
): Promise<void> {
  const { rows } = await sql<{ count: number; wait: number | null }>`
    select count(*)::int as count,
      ceil(extract(epoch from
        (array_agg(created_at order by created_at desc))[${sql.lit(Math.max(1, ordersPerDay))}]
        + interval '24 hours' - now()))::int as wait
    from spend
    where account = ${account} and state <> 'refused' and created_at > now() - interval '24 hours'
  `.execute(db);
  const { count = 0, wait = null } = rows[0] ?? {};
  if (count < ordersPerDay) return;
  const retryAfterSeconds = Math.max(1, wait ?? 86_400);
  throw new RequestError(
    'request.order-limit',
    `Nothing was ordered: ${count} machines were ordered with the account ${account} in the last 24 hours, and ${ordersPerDay} are allowed. Another may be ordered in ${retryAfterSeconds} s; IRONFLAKE_ORDERS_PER_DAY is the limit.`,
    { account, ordersPerDay, retryAfterSeconds },
  );
}

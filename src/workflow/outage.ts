/** Tells a database that is away for a moment from one that said no. */

/** @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const OUTAGE_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT', // the server's Unix socket is gone
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '53300', // too many connections
  '57P01', // administrator shut it down
  '57P02',
  '57P03', // still starting
  '40001', // serialization failure
  '40P01', // deadlock, we were the victim
]);

/** node-postgres gives these no code. */
const OUTAGE_MESSAGES = /^(Connection terminated|timeout exceeded when trying to connect)/;

/** Whether a query failed because the database could not be reached, so that it is worth another try. */
export function isDatabaseOutage(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  if ('code' in error && typeof error.code === 'string' && OUTAGE_CODES.has(error.code)) {
    return error.code !== 'ENOENT' || ('syscall' in error && error.syscall === 'connect');
  }
  return 'message' in error && OUTAGE_MESSAGES.test(String(error.message));
}

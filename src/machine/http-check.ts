/** Whether what a machine serves by HTTP answers: the second look of a policy, beside SSH. */

import http from 'node:http';
import https from 'node:https';
import type { ManagedMachine } from '../domain/managed-machine.ts';
import type { HttpCheck } from '../domain/unreachable-policy.ts';

const LIMIT_MS = 10_000;
const FIRST_BAD_STATUS = 500;

/**
 * Asks once, the machine's own address and no other; follows no redirect and reads no body. The certificate is
 * not looked at: only whether somebody answers is asked, and nothing is sent.
 *
 * @returns null: it answers as it should; else why not, in words
 */
export function whyNotServing(
  check: HttpCheck,
  { addresses, name }: Pick<ManagedMachine, 'addresses' | 'name'>,
  signal: AbortSignal,
): Promise<string | null> {
  const { scheme, port, path, expectStatus } = check;
  const host = addresses[0]?.host ?? name;
  const where = `GET ${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}${path}`;
  const options = {
    ...{ host, port, path, method: 'GET', agent: false },
    ...{ headers: { host: check.host ?? host, 'user-agent': 'ironflake' } },
    ...{
      rejectUnauthorized: false,
      signal: AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)]),
    },
  };
  const { promise, resolve, reject } = Promise.withResolvers<string | null>();
  const request = scheme === 'https' ? https.request(options) : http.request(options);
  request.on('response', (answer) => {
    answer.destroy();
    const { statusCode = 0 } = answer;
    const isGood =
      expectStatus === null ? statusCode < FIRST_BAD_STATUS : statusCode === expectStatus;
    resolve(isGood ? null : `${where} is answered with status ${statusCode}`);
  });
  request.on('error', (error) => {
    if (signal.aborted) reject(signal.reason);
    else resolve(`${where} is not answered: ${error.message}`);
  });
  request.end();
  return promise;
}

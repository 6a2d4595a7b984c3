/** Sends generated requests to the whole HTTP service, and collects what must not be. */

import fc from 'fast-check';
import { loadContract } from '../../../src/http/contract.ts';
import {
  createServiceUnderTest,
  EXISTING,
  ORDER,
  type ServiceUnderTest,
  SSH_HOST,
} from '../service-under-test.ts';
import { type FuzzRequest, KNOWN_ID, requestsOf } from './requests.ts';

export interface FuzzResult {
  readonly sent: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Operations that were answered with a success at least once. */
  readonly succeeded: ReadonlySet<string>;
  /** Each: what was sent, and what is wrong with the answer. */
  readonly breaches: readonly string[];
}

export interface FuzzOptions {
  readonly requests: number;
  /** Same seed, same requests. */
  readonly seed: number;
  /** Ends early after so long. */
  readonly deadlineMs: number;
}

const MOST_BREACHES = 20;
const MOST_IDS = 200;

/** Runs it. Every answer is held against the contract by the service under test. */
export async function fuzz({ requests, seed, deadlineMs }: FuzzOptions): Promise<FuzzResult> {
  const service = await createServiceUnderTest();
  const endAt = performance.now() + deadlineMs;
  const byStatus: Record<string, number> = {};
  const succeeded = new Set<string>();
  const breaches: string[] = [];
  const ids: string[] = [];
  let sent = 0;
  try {
    for (const payload of [EXISTING, ORDER, SSH_HOST]) ids.push(await service.start(payload));
    const samples = fc.sample(requestsOf(loadContract()), { numRuns: requests, seed });
    for (const request of samples) {
      if (performance.now() > endAt || breaches.length >= MOST_BREACHES) break;
      const outcome = await send(service, request, ids);
      sent += 1;
      byStatus[outcome.status] = (byStatus[outcome.status] ?? 0) + 1;
      if (outcome.status >= 200 && outcome.status < 300) succeeded.add(request.operationId);
      if (outcome.breach !== null) {
        breaches.push(`${JSON.stringify(request).slice(0, 1_500)}\n  → ${outcome.breach}`);
      }
    }
  } finally {
    await service.app.close();
  }
  return { sent, byStatus, succeeded, breaches };
}

async function send(
  service: ServiceUnderTest,
  request: FuzzRequest,
  ids: string[],
): Promise<{ readonly status: number; readonly breach: string | null }> {
  const known = ids[request.pick % Math.max(ids.length, 1)] ?? 'none';
  const { method, headers, scope, body } = request;
  const url = request.url.replaceAll(KNOWN_ID, known);
  try {
    const answer = await service.call({
      method: asMethod(method),
      ...{ url, headers, scope },
      ...(body === null ? {} : { payload: body }),
    });
    remember(answer.text, ids);
    return { status: answer.status, breach: breachOf(answer.status, answer.headers) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    // A path that the junk made another one is refused outside of the contract.
    const isElsewhere = /→ 4\d\d: not in the contract/.test(why);
    return { status: isElsewhere ? 404 : 0, breach: isElsewhere ? null : why };
  }
}

function breachOf(status: number, headers: Readonly<Record<string, unknown>>): string | null {
  if (status >= 500) return `status ${status}`;
  const isProblem = String(headers['content-type']).startsWith('application/problem+json');
  return status >= 400 && !isProblem ? `status ${status} without a problem document` : null;
}

/** Ids of what was made, so that later requests go deeper. */
function remember(text: string, ids: string[]): void {
  for (const [, id] of text.matchAll(
    /"(?:install|plan|webhook|token|machine|deployment)Id":"([^"]+)"/g,
  )) {
    if (id !== undefined && !ids.includes(id)) ids.push(id);
  }
  if (ids.length > MOST_IDS) ids.splice(0, ids.length - MOST_IDS);
}

function asMethod(method: string) {
  const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
  return methods.find((one) => one === method) ?? 'GET';
}

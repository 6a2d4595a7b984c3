/** Who may call: HTTP Basic, the block after three wrong tries, and the switch for orders. */

import { timingSafeEqual } from 'node:crypto';
import type { LabClock } from '../stand-in/clock.ts';
import type { Exchange } from '../stand-in/server.ts';
import { unauthorized } from './refusal.ts';

const MOST_FAILURES = 3;
const BLOCKED_FOR_MS = 10 * 60 * 1000;

/** What is asked before a call. */
export interface AccessOptions {
  readonly user: string;
  readonly password: string;
  readonly clock: LabClock;
  /** False: every call below `/order/` is answered 401, which does not count as a wrong try. */
  readonly isOrderingActive: boolean;
}

/** The guard of one account. */
export interface Access {
  /** @throws Refusal 401 */
  check(exchange: Exchange): void;
}

/** Three wrong tries in a row block their source for ten minutes, for whatever credentials. */
export function createAccess({ user, password, clock, isOrderingActive }: AccessOptions): Access {
  const failures = new Map<string, number>();
  const blockedUntil = new Map<string, number>();
  const wanted = Buffer.from(`${user}:${password}`);
  const isBlocked = (source: string) => clock.now() < (blockedUntil.get(source) ?? 0);

  function noteFailure(source: string): void {
    const count = (failures.get(source) ?? 0) + 1;
    failures.set(source, count);
    if (count < MOST_FAILURES) return;
    blockedUntil.set(source, clock.now() + BLOCKED_FOR_MS);
    failures.delete(source);
  }

  return {
    check({ headers, path, source }) {
      if (isBlocked(source)) throw unauthorized();
      const base64 = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1] ?? '';
      const given = Buffer.from(base64, 'base64');
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
        noteFailure(source);
        throw unauthorized();
      }
      failures.delete(source);
      if (!isOrderingActive && path.startsWith('/order/')) throw unauthorized();
    },
  };
}

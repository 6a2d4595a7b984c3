/** What a call under an Idempotency-Key makes, it makes once: for things that have no key of their own. */

import { createHash, randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { RequestError } from '../domain/error.ts';
import type { CallKeys } from '../store/call-keys.ts';
import { canonicalJson } from './body-hash.ts';

export type { CallKeys };

export interface OnceInput<T> {
  /** null: none was given, and every call is meant anew. */
  readonly key: string | null;
  /** All that tells what is meant: the operation, its path, its body. */
  readonly wish: unknown;
  /** Makes the thing under this id. Runs again, with the same id, when the one that began has died. */
  readonly make: (thingId: string) => Promise<T>;
  /** The thing as it is now. */
  readonly present: (thingId: string) => Promise<T>;
}

export interface Made<T> {
  readonly value: T;
  /** False: this key was used before, for the same wish. */
  readonly isNew: boolean;
}

export type Once = <T>(input: OnceInput<T>) => Promise<Made<T>>;

export interface OnceOptions {
  readonly keys: CallKeys;
  /** Milliseconds, really slept; for tests. */
  readonly pause?: (ms: number) => Promise<unknown>;
}

const LOOK_EVERY_MS = 100;
const LOOKS = 100;

/**
 * Makes the gate. A call that finds another one of its key at work waits for it, up to ten seconds. What was
 * refused is not remembered: the same key may be used for the next try.
 *
 * @throws RequestError `request.idempotency-key-reused`, `request.conflict` (still at work), and what `make` throws
 */
export function createOnce({ keys, pause = setTimeout }: OnceOptions): Once {
  return async ({ key, wish, make, present }) => {
    if (key === null) return { value: await make(randomUUID()), isNew: true };
    const bodyHash = createHash('sha256').update(canonicalJson(wish)).digest('hex');
    for (let look = 0; look < LOOKS; look += 1) {
      const claim = await keys.claim({ key, bodyHash, thingId: randomUUID() });
      if (claim.kind === 'other') throw reused();
      if (claim.kind === 'made') return { value: await present(claim.thingId), isNew: false };
      if (claim.kind === 'mine') {
        return { value: await makeOrRelease(keys, key, () => make(claim.thingId)), isNew: true };
      }
      await pause(LOOK_EVERY_MS);
    }
    throw new RequestError(
      'request.conflict',
      'A call with this Idempotency-Key has been at work for ten seconds. Nothing was started by this one; send it again.',
      { retryAfterSeconds: 5 },
    );
  };
}

async function makeOrRelease<T>(keys: CallKeys, key: string, make: () => Promise<T>): Promise<T> {
  let value: T;
  try {
    value = await make();
  } catch (error) {
    await keys.release(key);
    throw error;
  }
  await keys.made(key);
  return value;
}

function reused(): RequestError {
  return new RequestError(
    'request.idempotency-key-reused',
    'This Idempotency-Key was used for another call or another body. Nothing was done; send that one again, or take a new key.',
  );
}

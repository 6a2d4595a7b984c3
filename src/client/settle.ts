/** Waits for what the service works on, by looking again. */

import type { CallOptions } from './call.ts';
import type { Sleep } from './send.ts';

export interface SettleOptions extends CallOptions {
  /** Pause between two looks; 500 ms when absent. */
  readonly everyMs?: number;
}

const LOOK_PAUSE_MS = 500;

/** The value once nothing is at work on it any more. Rejects with the signal's reason. @throws ApiError */
export async function settle<T>(
  pause: Sleep,
  read: (given: CallOptions) => Promise<T>,
  isAtWork: (value: T) => boolean,
  { everyMs = LOOK_PAUSE_MS, ...given }: SettleOptions = {},
): Promise<T> {
  for (;;) {
    const value = await read(given);
    if (!isAtWork(value)) return value;
    await pause(everyMs, given.signal);
  }
}

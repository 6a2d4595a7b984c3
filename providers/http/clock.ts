import { setTimeout as sleep } from 'node:timers/promises';
import type { ProviderClock } from '../provider.ts';

/** The machine's own clock, for use when none is handed in. */
export function realClock(): ProviderClock {
  return {
    now: () => Date.now(),
    sleep: async (ms, signal) => {
      await sleep(ms, undefined, { signal });
    },
  };
}

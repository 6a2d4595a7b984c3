/** What tests of all vendors share: a clock, a key, a way to a group of methods. */

import type { ProviderClock } from '../../../providers/provider.ts';

/** A key that was made for this file only, and what `ssh-keygen -E md5 -l` says of it. */
export const KEY =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJqEEuOaum6r4h9pfoBgIzhtIladhfWsRvoRHgvlmndu op';
export const KEY_FINGERPRINT = 'd5:ea:9e:29:91:38:1b:0d:38:db:bd:78:87:9a:a5:5e';

/** A clock that jumps: a sleep is over at once, and now is later. */
export function jumpingClock(start = Date.parse('2026-11-22T12:00:00Z')): ProviderClock & {
  readonly slept: number[];
} {
  let now = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (ms, signal) => {
      signal.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
}

/** A group of methods that the provider has. */
export function present<T>(group: T | null | undefined): T {
  if (group === null || group === undefined) throw new Error('the provider lacks a group');
  return group;
}

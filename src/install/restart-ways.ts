/** What to do next with a machine that was restarted and has not come up in its rescue system. Pure. */

import type { ProviderMachine, RestartMethod } from '../../providers/provider.ts';

/**
 * What its SSH port told: nothing, a refusal, or an answer that is not the rescue system (it does not let
 * us in, shows another host key, or is another system).
 */
export type SshReading = 'silent' | 'refused' | 'wrong';

/** What is known when the time for a restart is up. */
export interface InVain {
  readonly reading: SshReading;
  /** The vendor still offers the rescue system to the next boot: no boot has taken it. */
  readonly isRescueArmed: boolean;
  /** More time was given already since the last restart. */
  readonly hasWaitedOn: boolean;
  /** Ways to restart that were not used yet, mildest first. */
  readonly ways: readonly RestartMethod[];
}

export type Decision =
  | { readonly kind: 'restart'; readonly method: RestartMethod; readonly reason: string }
  | { readonly kind: 'wait-on'; readonly reason: string }
  | { readonly kind: 'give-up'; readonly reason: string };

/** The ways of a machine in the order in which they are tried; one without power only takes its power back. */
export function waysFor(
  methods: readonly RestartMethod[],
  power: ProviderMachine['power'],
): readonly RestartMethod[] {
  const isOff = power === 'off' && methods.includes('power-cycle');
  return isOff ? ['power-cycle'] : methods;
}

/** The first restart, by the mildest way there is. */
export function decideFirst(ways: readonly RestartMethod[]): Decision {
  return restartOr(ways, 'the rescue system waits for the next boot');
}

/**
 * A rescue system that a boot has taken is on its way: one more restart would lose it, so it gets more time,
 * once. If something else answers after that boot, or no boot came, the next way is tried.
 */
export function decideNext({ reading, isRescueArmed, hasWaitedOn, ways }: InVain): Decision {
  const seen = READINGS[reading];
  if (isRescueArmed) return restartOr(ways, `no boot has taken the rescue system, and ${seen}`);
  if (reading === 'wrong') {
    return restartOr(ways, `a boot has taken the rescue system, but ${seen}`);
  }
  if (!hasWaitedOn) {
    return {
      kind: 'wait-on',
      reason: `a boot has taken the rescue system, and ${seen}: it may still come up`,
    };
  }
  return restartOr(ways, `a boot has taken the rescue system long ago, and ${seen}`);
}

const READINGS: Readonly<Record<SshReading, string>> = {
  silent: 'nothing answers at its SSH port',
  refused: 'its SSH port refuses connections',
  wrong: 'what answers is not the rescue system',
};

function restartOr([method]: readonly RestartMethod[], reason: string): Decision {
  return method === undefined ? { kind: 'give-up', reason } : { kind: 'restart', method, reason };
}

/** One reading of what each address told: the one that says most. */
export function readingOf(codes: readonly string[]): SshReading {
  if (codes.some((code) => WRONG.has(code))) return 'wrong';
  return codes.includes('refused') ? 'refused' : 'silent';
}

const WRONG: ReadonlySet<string> = new Set([
  'machine.auth-failed',
  'machine.host-key-mismatch',
  'machine.wrong-boot',
  'not-ssh',
]);

/** Why an install failed, from what the machine told afterwards; pure. */

import type { ErrorCode } from '../domain/error.ts';
import type { Phase } from '../domain/install.ts';

export interface FailureClass {
  readonly kind:
    | 'disk-failing'
    | 'out-of-memory'
    | 'disk-full'
    | 'emergency-mode'
    | 'never-started'
    | 'started-unreached'
    | 'started-otherwise'
    | 'unclear';
  /** For people, one sentence. */
  readonly cause: string;
}

interface Sign {
  readonly kind: FailureClass['kind'];
  readonly pattern: RegExp;
  readonly cause: string;
}

/** In this order: a broken disk explains what comes after it. */
const SIGNS: readonly Sign[] = [
  {
    kind: 'disk-failing',
    pattern: /(I\/O error, dev|critical medium error|Unrecovered read error|result: FAILED)/,
    cause: 'A disk reports errors of its own; have it replaced before another try.',
  },
  {
    kind: 'out-of-memory',
    pattern: /(Out of memory: Killed process|oom-kill:)/,
    cause: 'The machine ran out of memory and the kernel ended processes.',
  },
  {
    kind: 'disk-full',
    pattern: /No space left on device/,
    cause: 'A file system was full.',
  },
  {
    kind: 'emergency-mode',
    pattern:
      /(You are in emergency mode|Started Emergency Shell|Dependency failed for .*(\/|Local File Systems))/,
    cause:
      'The installed system stopped in emergency mode: a file system that it must mount was not there.',
  },
];

/** @param evidence text of the sections; null: nobody could read any. @param code what the install failed with */
export function classifyFailure(
  phase: Phase,
  evidence: string | null,
  code: ErrorCode,
): FailureClass {
  if (evidence === null) {
    return { kind: 'unclear', cause: 'The machine could not be asked; nothing more is known.' };
  }
  for (const { kind, pattern, cause } of SIGNS) if (pattern.test(evidence)) return { kind, cause };
  if (phase === 'verify' && code === 'machine.verify-failed') {
    return {
      kind: 'started-otherwise',
      cause:
        'The installed system has started and was reached, and is not as planned: the problem says in what.',
    };
  }
  // The network of the built system is looked at before the installer is left.
  const hasLeft = phase === 'verify' || (phase === 'reboot' && code !== 'machine.network-differs');
  if (!hasLeft) {
    return { kind: 'unclear', cause: 'Nothing in what the machine told stands out.' };
  }
  if (evidence.includes('== journal')) {
    return {
      kind: 'started-unreached',
      cause:
        'The installed system has started and written a journal, but was not reached: look at its network and firewall.',
    };
  }
  return {
    kind: 'never-started',
    cause:
      'The installed system wrote no journal: the firmware started something else, or the kernel did not come up.',
  };
}

/** Ends that another try, from the beginning, may turn out otherwise. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  'machine.unreachable',
  'machine.connection-lost',
  'machine.command-failed',
  'machine.job-lost',
  'machine.deadline-passed',
  'machine.not-rescue',
  'machine.wrong-boot',
  'machine.kexec-failed',
  'machine.not-clean',
  'machine.layout-differs',
  'machine.build-failed',
  'machine.verify-failed',
  'provider.busy',
  'provider.rate-limited',
  'provider.unavailable',
  'provider.action-failed',
  'provider.action-timeout',
]);

/** Whether the same request may be tried again on the same machine. */
export function isWorthAnother(code: ErrorCode, { kind }: FailureClass): boolean {
  return PASSING.has(code) && kind !== 'disk-failing';
}

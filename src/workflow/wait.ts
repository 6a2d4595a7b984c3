/** Durable waiting, in words: for what, and until when. */
import { isRetryable, MachineError } from '../domain/error.ts';
import type { Waiting } from '../domain/install.ts';
import { currentContext } from './context.ts';
import { withDeadline } from './deadline.ts';
import { type Json, type StepContext, step } from './step.ts';

/** What is known when a wait has been in vain. */
export interface FailedWait {
  readonly what: string;
  readonly deadlineMs: number;
  /** The last retryable error of a look; null when every look simply saw nothing. */
  readonly lastError: unknown;
}

export interface WaitOptions {
  /** For people, as the end of "waits until …": "the new system answers". */
  readonly what: string;
  readonly deadlineMs: number;
  /** Between two looks; a function is asked before each pause. */
  readonly everyMs: number | (() => number);
  /** Told once, before the first look. */
  readonly onWaiting?: (waiting: Waiting) => Promise<void> | void;
  /** Another error than `machine.deadline-passed`. */
  readonly onDeadline?: (wait: FailedWait) => Error;
}

/** A wait that is resumed after its deadline still gets one look of this length. */
const LAST_LOOK_MS = 5_000;

/**
 * Looks again and again until there is something to see. The deadline is recorded before the first look, so
 * that a restart does not prolong it. A look that fails with a retryable error saw nothing.
 *
 * @param name stored twice, as `NAME.until` and `NAME`
 * @param look null: not yet
 * @throws the error of `onDeadline`, else MachineError `machine.deadline-passed`; errors of a look that are
 *         not retryable; an interruption when the workflow is cancelled
 */
export async function waitFor<T extends Json>(
  name: string,
  options: WaitOptions,
  look: (context: StepContext) => Promise<T | null>,
): Promise<T> {
  const { clock } = currentContext();
  const until = await step(`${name}.until`, async () => {
    const instant = clock.now() + options.deadlineMs;
    await options.onWaiting?.({ for: options.what, until: new Date(instant).toISOString() });
    return instant;
  });
  return step(name, ({ signal }) => poll({ until, options, signal }, look), { attempts: 1 });
}

interface Poll {
  readonly until: number;
  readonly options: WaitOptions;
  readonly signal: AbortSignal;
}

async function poll<T>(
  { until, options, signal }: Poll,
  look: (context: StepContext) => Promise<T | null>,
): Promise<T> {
  const { clock } = currentContext();
  let lastError: unknown = null;
  for (let attempt = 1; ; attempt++) {
    const isLate = attempt === 1 && until <= clock.now();
    const leftMs = isLate ? LAST_LOOK_MS : until - clock.now();
    const onDeadline = () => deadlineError(options, lastError);
    if (leftMs <= 0) throw onDeadline();
    try {
      const work = (inner: AbortSignal) => look({ signal: inner, attempt });
      const seen = await withDeadline(work, { clock, deadlineMs: leftMs, signal, onDeadline });
      if (seen !== null) return seen;
      lastError = null;
    } catch (error) {
      signal.throwIfAborted();
      if (!isRetryable(error)) throw error;
      lastError = error;
    }
    const everyMs = typeof options.everyMs === 'number' ? options.everyMs : options.everyMs();
    await clock.sleep(Math.min(everyMs, Math.max(until - clock.now(), 0)), signal);
  }
}

function deadlineError(options: WaitOptions, lastError: unknown): Error {
  const { what, deadlineMs } = options;
  if (options.onDeadline) return options.onDeadline({ what, deadlineMs, lastError });
  const last = lastError instanceof Error ? ` The last look ended with: ${lastError.message}` : '';
  return new MachineError(
    'machine.deadline-passed',
    `Waited until ${what}, in vain for ${deadlineMs / 1000} s.${last}`,
    { what, deadlineMs },
  );
}

/** The smallest durable act: a name, a body, a deadline, and what is tried again. */
import {
  type ErrorData,
  fromErrorData,
  isRetryable,
  MachineError,
  toErrorData,
} from '../domain/error.ts';
import type { Clock } from './clock.ts';
import { currentContext, type WorkflowContext } from './context.ts';
import { withDeadline } from './deadline.ts';
import { assertJson, type Json } from './json.ts';
import { isDatabaseOutage } from './outage.ts';

export type { Json } from './json.ts';

export interface StepContext {
  /** Fires at the deadline, when the install is cancelled, and when the process stops. */
  readonly signal: AbortSignal;
  /** From 1; starts again after a restart of the service. */
  readonly attempt: number;
}

export interface StepOptions {
  /** Of one attempt; none when absent. */
  readonly deadlineMs?: number;
  /** Runs in all while `isRetryable` says that another may help; 3 when absent. */
  readonly attempts?: number;
  /** Pause before the second attempt, doubled for each later one; 1 s when absent. */
  readonly backoffMs?: number;
  /** Told before each pause; its own failure is logged and changes nothing. */
  readonly onRetry?: (error: unknown, attempt: number) => Promise<void> | void;
}

/** An error is stored as data, so that it comes back with its code, details and message. */
type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'failed'; readonly problem: ErrorData };

const DEFAULT_ATTEMPTS = 3;
const DEFAULT_BACKOFF_MS = 1_000;
const LONGEST_BACKOFF_MS = 30_000;
/** All waits of a step for limits: those of vendors are of an hour. A longer one, as of a day's orders, ends it. */
const LONGEST_LIMITS_MS = 3 * 60 * 60_000;
/** A database that restarts is back within a minute or so; it must not end an install. */
const OUTAGE_ATTEMPTS = 12;

/**
 * Runs the body once and records what it returned or threw; every later execution of the workflow gets the
 * record. Until it is recorded the body may run again at any moment, even twice at once. Call it from a
 * workflow only, always in the same order.
 *
 * @param name stored, and unique in the workflow; another name at this place is another workflow
 * @param body returns plain data; never a secret, since results are readable in the database
 * @throws the body's error as one of the four families (what is not ours: BugError `bug.unexpected`);
 *         MachineError `machine.deadline-passed`; an interruption when the workflow is cancelled
 */
export async function step<T extends Json>(
  name: string,
  body: (context: StepContext) => Promise<T>,
  options: StepOptions = {},
): Promise<T> {
  const context = currentContext();
  const { watchStep = (_name, work) => work() } = context;
  const outcome = await context.record(name, (signal) =>
    watchStep(name, () => attempts(name, body, options, context, signal)),
  );
  if (outcome.kind === 'failed') throw fromErrorData(outcome.problem);
  return outcome.value;
}

async function attempts<T extends Json>(
  name: string,
  body: (context: StepContext) => Promise<T>,
  options: StepOptions,
  context: WorkflowContext,
  signal: AbortSignal,
): Promise<Outcome<T>> {
  let limitsMs = 0;
  for (let attempt = 1; ; attempt++) {
    try {
      const value = await attemptOnce(name, body, attempt, options, context.clock, signal);
      assertJson(value, `The result of step ${name}`);
      return { kind: 'done', value };
    } catch (error) {
      // Cancelled or stopped: that is not how the step ended, so it must not be recorded.
      signal.throwIfAborted();
      const limitMs = untilLimitEnds(error, context.clock.now());
      if (limitMs !== null && limitsMs + limitMs <= LONGEST_LIMITS_MS) {
        // A limit that says when it ends is no failure of the step: the wait costs no attempt.
        limitsMs += limitMs;
        await tell(name, error, attempt, options, context);
        await context.clock.sleep(limitMs, signal);
        attempt -= 1;
        continue;
      }
      if (!deservesAnother(error, attempt, options)) return failed(name, error, context);
      await tell(name, error, attempt, options, context);
      await context.clock.sleep(pauseMs(attempt, options), signal);
    }
  }
}

function attemptOnce<T>(
  name: string,
  body: (context: StepContext) => Promise<T>,
  attempt: number,
  options: StepOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<T> {
  const { deadlineMs } = options;
  const onDeadline = () =>
    new MachineError(
      'machine.deadline-passed',
      `The step ${name} did not end within ${(deadlineMs ?? 0) / 1000} s (attempt ${attempt}).`,
      { step: name, deadlineMs, attempt },
    );
  const work = (inner: AbortSignal) => body({ signal: inner, attempt });
  return withDeadline(work, { clock, deadlineMs, signal, onDeadline });
}

/** When a limit on calls, that is told in `details.tryAgainAt` (ISO 8601), lets another through; null: not told. */
function untilLimitEnds(error: unknown, now: number): number | null {
  const { code, details } = toErrorData(error);
  if (code !== 'provider.rate-limited' || typeof details.tryAgainAt !== 'string') return null;
  const at = Date.parse(details.tryAgainAt);
  return Number.isNaN(at) ? null : Math.max(1_000, at - now);
}

function deservesAnother(error: unknown, attempt: number, options: StepOptions): boolean {
  if (isDatabaseOutage(error)) return attempt < OUTAGE_ATTEMPTS;
  return isRetryable(error) && attempt < (options.attempts ?? DEFAULT_ATTEMPTS);
}

function pauseMs(attempt: number, options: StepOptions): number {
  const first = options.backoffMs ?? DEFAULT_BACKOFF_MS;
  return Math.min(first * 2 ** (attempt - 1), LONGEST_BACKOFF_MS);
}

/** What is not one of our errors is a fault of ours: its stack goes to the log, once. */
function failed(name: string, error: unknown, context: WorkflowContext): Outcome<never> {
  const problem = toErrorData(error);
  if (problem.code === 'bug.unexpected') {
    context.logger.error(
      { step: name, workflowId: context.workflowId, err: error },
      'A step failed in a way nobody foresaw',
    );
  }
  return { kind: 'failed', problem };
}

async function tell(
  name: string,
  error: unknown,
  attempt: number,
  options: StepOptions,
  context: WorkflowContext,
): Promise<void> {
  const fields = { step: name, workflowId: context.workflowId, attempt, err: error };
  context.logger.warn(fields, 'A step will be tried again');
  try {
    await options.onRetry?.(error, attempt);
  } catch (failure) {
    context.logger.warn({ ...fields, err: failure }, 'The retry could not be reported');
  }
}

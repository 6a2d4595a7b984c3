/** What a running workflow is given by its engine; `step` and `waitFor` find it without an argument. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { BugError, type ErrorData } from '../domain/error.ts';
import type { Logger } from '../domain/logger.ts';
import type { Clock } from './clock.ts';

/** How a step ended; as data, since it is recorded. */
export type StepEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly problem: ErrorData };

/** Runs a step's body, and may look at when it ran and how it ended; changes nothing of it. */
export type WatchStep = <T extends StepEnd>(name: string, body: () => Promise<T>) => Promise<T>;

export interface WorkflowContext {
  readonly workflowId: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /**
   * Runs the body unless this workflow has a record of it; then answers with the record. The signal fires
   * when the workflow is cancelled or the process stops: the body's failure is then recorded nowhere.
   */
  record<T>(name: string, body: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Around each step that runs, not around one that is answered from its record. Absent: nobody watches. */
  readonly watchStep?: WatchStep;
  /** Where so many may run at once: lets another one run meanwhile. */
  readonly withoutSlot?: <T>(work: () => Promise<T>) => Promise<T>;
}

const storage = new AsyncLocalStorage<WorkflowContext>();

/** Runs a workflow's function with its context. The engine does; tests may, with a record of their own. */
export function runInContext<T>(context: WorkflowContext, body: () => Promise<T>): Promise<T> {
  return storage.run(context, body);
}

/**
 * Runs a part of a workflow whose steps have names that another part has used: they are recorded with this in
 * front.
 */
export function withStepPrefix<T>(prefix: string, body: () => Promise<T>): Promise<T> {
  const context = currentContext();
  const { watchStep } = context;
  const watched: Pick<WorkflowContext, 'watchStep'> =
    watchStep === undefined
      ? {}
      : { watchStep: (name, work) => watchStep(`${prefix}${name}`, work) };
  return storage.run(
    { ...context, ...watched, record: (name, work) => context.record(`${prefix}${name}`, work) },
    body,
  );
}

/**
 * The context of the workflow that runs here.
 *
 * @throws BugError `bug.unexpected` outside of a workflow
 */
export function currentContext(): WorkflowContext {
  const context = storage.getStore();
  if (context === undefined) {
    throw new BugError('bug.unexpected', 'A step was called outside of a workflow.');
  }
  return context;
}

/**
 * Waits for somebody else's work, such as a vendor's of days, and lets another workflow run meanwhile where only so
 * many may. Afterwards this one waits for its turn.
 */
export function withoutSlot<T>(work: () => Promise<T>): Promise<T> {
  const { withoutSlot: give } = currentContext();
  return give === undefined ? work() : give(work);
}

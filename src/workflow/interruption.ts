/** How the engine ends a run from outside: neither a result nor a failure of the workflow. */
import { Error as Errors } from '@dbos-inc/dbos-sdk';

/**
 * Whether the engine ended this run: the workflow was cancelled, or another process has taken it over. A
 * `catch` in a workflow throws such an error on, and records nothing.
 */
export function isInterruption(error: unknown): boolean {
  return (
    error instanceof Errors.DBOSWorkflowCancelledError ||
    error instanceof Errors.DBOSWorkflowConflictError
  );
}

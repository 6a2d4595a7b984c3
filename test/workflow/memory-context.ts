/** A workflow's context whose records live in memory: a second run with the same records is a replay. */
import { SILENT_LOGGER } from '../../src/domain/logger.ts';
import type { Clock } from '../../src/workflow/clock.ts';
import { runInContext, type WorkflowContext } from '../../src/workflow/context.ts';

/** Records as text, as a database keeps them. */
export type Records = Map<string, string>;

export interface MemoryOptions {
  readonly records?: Records;
  readonly signal?: AbortSignal;
  /** Told when work begins and ends for which the slot is given away. */
  readonly onWithoutSlot?: (what: 'given' | 'taken') => void;
}

export function runInMemory<T>(
  clock: Clock,
  body: () => Promise<T>,
  { records = new Map(), signal, onWithoutSlot }: MemoryOptions = {},
): Promise<T> {
  const context: WorkflowContext = {
    workflowId: 'test',
    clock,
    logger: SILENT_LOGGER,
    async record<R>(name: string, run: (signal: AbortSignal) => Promise<R>): Promise<R> {
      const known = records.get(name);
      if (known !== undefined) return JSON.parse(known);
      const result = await run(signal ?? new AbortController().signal);
      records.set(name, JSON.stringify(result));
      return result;
    },
    async withoutSlot(work) {
      onWithoutSlot?.('given');
      const result = await work();
      onWithoutSlot?.('taken');
      return result;
    },
  };
  return runInContext(context, body);
}

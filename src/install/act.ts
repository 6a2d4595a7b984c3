/** Steps of an install: named, recorded, and measured for what the machine itself did meanwhile. */

import { toErrorData } from '../domain/error.ts';
import { type Json, step } from '../workflow/step.ts';
import type { InstallRun } from './context.ts';

export interface Act {
  readonly signal: AbortSignal;
  /** Awaits work of the machine and counts the time as the machine's. */
  machine<T>(work: Promise<T>): Promise<T>;
  /** Counts time that the machine itself reported. */
  machineTook(ms: number): void;
}

export interface ActOptions {
  /** Runs of the step in all while its errors are retryable; 8 when absent. */
  readonly attempts?: number;
  readonly deadlineMs?: number;
}

/** With the pauses between them about a minute: what shuts us out for a while (sshd does, for 15 s) lets us in again. */
const ATTEMPTS = 8;

/** Runs one durable step; its name is unique within the install. */
export async function act<T extends Json>(
  run: InstallRun,
  name: string,
  body: (act: Act) => Promise<T>,
  options: ActOptions = {},
): Promise<T> {
  const recorded = await step(
    name,
    async ({ signal }) => {
      const watch = { machineMs: 0 };
      const value = await body(measured(watch, signal));
      return { value, machineMs: Math.round(watch.machineMs) };
    },
    {
      attempts: ATTEMPTS,
      ...options,
      onRetry: (error, attempt) =>
        run.deps.records.retrying(run.installId, name, attempt, toErrorData(error)),
    },
  );
  run.machineMs += recorded.machineMs;
  return recorded.value;
}

function measured(watch: { machineMs: number }, signal: AbortSignal): Act {
  return {
    signal,
    async machine(work) {
      const startedAt = performance.now();
      try {
        return await work;
      } finally {
        watch.machineMs += performance.now() - startedAt;
      }
    },
    machineTook(ms) {
      watch.machineMs += ms;
    },
  };
}

/**
 * The instant until which something is waited for, told to the record in words. It is kept, so that a
 * restart of the service does not prolong a wait.
 */
export async function waitUntil(
  run: InstallRun,
  name: string,
  what: string,
  deadlineMs: number,
): Promise<number> {
  return step(`${name}.until`, async () => {
    const until = run.deps.clock.now() + deadlineMs;
    await run.deps.records.waiting(run.installId, name, {
      for: what,
      until: new Date(until).toISOString(),
    });
    return until;
  });
}

/** Milliseconds left until an instant, at least one second so that a late resume may look once. */
export function msLeft(run: InstallRun, until: number): number {
  return Math.max(1_000, until - run.deps.clock.now());
}

/** A long job on an installed machine as one durable step: started once a boot, followed to its end. */

import { type ErrorCode, MachineError } from '../domain/error.ts';
import type { Command } from '../ssh/command.ts';
import { step } from '../workflow/step.ts';
import { type MachineDependencies, PATIENT, targetOf } from './context.ts';

export interface InstalledJob {
  /** Unique on the machine: `[a-z0-9-]+`; also the step's name. */
  readonly name: string;
  /** For messages, as "building the new system". */
  readonly what: string;
  readonly script: Command;
  readonly deadlineMs: number;
  /** What it means when the job ends with another status than 0. */
  readonly failure: ErrorCode;
}

/**
 * Runs the job and returns its last lines.
 *
 * @throws MachineError of the job's own code, `machine.job-lost`, `machine.deadline-passed`
 */
export async function runMachineJob(
  deps: MachineDependencies,
  machineId: string,
  job: InstalledJob,
): Promise<readonly string[]> {
  return step(
    job.name,
    async ({ signal }) => {
      const machine = await deps.machines.get(machineId);
      const shell = await deps.shells.open(await targetOf(deps, machine), { signal });
      await shell.startJob({ name: job.name, script: job.script });
      const result = await shell.followJob(job.name, { deadlineMs: job.deadlineMs, signal });
      if (result.exitCode === 0) return [...result.tail];
      throw new MachineError(
        job.failure,
        `While ${job.what} on ${machine.name}, the job ended with status ${result.exitCode} after ${(result.durationMs / 1000).toFixed(1)} s. Its last lines: ${result.tail.slice(-5).join(' | ')}`,
        { job: job.name, exitCode: result.exitCode, tail: result.tail },
      );
    },
    PATIENT,
  );
}

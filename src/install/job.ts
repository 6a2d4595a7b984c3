/** A long job on the machine as one durable step: started once, followed to its end. */

import { type ErrorCode, MachineError } from '../domain/error.ts';
import type { Command } from '../ssh/command.ts';
import type { JobLine, JobResult } from '../ssh/shell.ts';
import { act, msLeft, waitUntil } from './act.ts';
import { type Contact, type InstallRun, targetOf } from './context.ts';

export interface MachineJob {
  /** Unique within the install and on the boot it runs on. */
  readonly name: string;
  /** For people: "the disks are wiped and formatted". */
  readonly what: string;
  readonly script: Command | (() => Promise<Command>);
  readonly deadlineMs: number;
  /** What it means when the job ends with another status than 0. */
  readonly failure: ErrorCode;
}

/** How late the command that follows a job may notice its end (it looks every 50 ms): our part of the wait. */
const NOTICE_MS = 50;

/** Lines go to the record in groups, at most this often. */
const FLUSH_MS = 200;

/**
 * Starts the job unless it was started before on this boot, and follows it to its end.
 *
 * @returns the job's last lines
 * @throws MachineError of the job's own code, `machine.job-lost`, `machine.deadline-passed`
 */
export async function runJob(
  run: InstallRun,
  contact: Contact,
  job: MachineJob,
): Promise<readonly string[]> {
  const until = await waitUntil(run, job.name, job.what, job.deadlineMs);
  return act(run, job.name, async ({ signal, machine, machineTook }) => {
    const shell = await run.deps.shells.open(await targetOf(run, contact), {
      deadlineMs: msLeft(run, until),
      signal,
    });
    const script = typeof job.script === 'function' ? await job.script() : job.script;
    const name = `${job.name}${run.jobTag ?? ''}`;
    await machine(shell.startJob({ name, script }));
    const sink = outputSink(run, job.name, contact.bootId);
    const followedAt = performance.now();
    const result = await shell
      .followJob(name, { deadlineMs: msLeft(run, until), signal, onLine: sink.add })
      .finally(sink.flush);
    machineTook(Math.max(0, performance.now() - followedAt - NOTICE_MS));
    if (result.exitCode !== 0) throw failed(job, contact, result);
    return [...result.tail];
  });
}

function failed(job: MachineJob, contact: Contact, result: JobResult): MachineError {
  const seconds = (result.durationMs / 1000).toFixed(1);
  const host = contact.addresses[0]?.host ?? 'the machine';
  const lastLines = result.tail.slice(-5).join(' | ');
  return new MachineError(
    job.failure,
    `While ${job.what} on ${host}, the job ${job.name} ended with status ${result.exitCode} after ${seconds} s. Its last lines: ${lastLines}`,
    { job: job.name, exitCode: result.exitCode, durationMs: result.durationMs, tail: result.tail },
  );
}

/** Collects lines and stores them in order, a group at a time. */
function outputSink(run: InstallRun, job: string, bootId: string) {
  let pending: JobLine[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    const lines = pending;
    pending = [];
    if (lines.length === 0) return;
    writing = writing.then(() => run.deps.records.output(run.installId, job, bootId, lines));
    writing.catch(() => {});
  };
  return {
    add(line: JobLine): void {
      pending.push(line);
      timer ??= setTimeout(write, FLUSH_MS);
    },
    async flush(): Promise<void> {
      write();
      await writing;
    },
  };
}

/** Following a job to its end, over as many connections as it takes. */

import { isRetryable, MachineError } from '../domain/error.ts';
import type { SshAddress } from '../domain/machine.ts';
import { formatAddress, formatDuration, oneLine } from './address.ts';
import { connectionLost } from './channel.ts';
import { followJobCommand, parseVerdict, type Verdict } from './job.ts';
import { createLimit, type Limit } from './limit.ts';
import { createLineReader, type LineReader } from './lines.ts';
import type { Link } from './link.ts';
import type { FollowOptions, JobResult } from './shell.ts';

export interface FollowParts {
  readonly address: SshAddress;
  readonly jobsDirectory: string;
  readonly name: string;
  /** The live connection of this machine, made anew when it was lost. */
  readonly connect: (limit: Limit) => Promise<Link>;
  /** Between two tries to connect. */
  readonly retryMs: number;
}

/** A verdict is short; more than this is something else. */
const MOST_VERDICT_BYTES = 65_536;

/** The work behind `Shell.followJob`. A line is handed on once, in order, whatever breaks in between. */
export async function followJob(parts: FollowParts, options: FollowOptions): Promise<JobResult> {
  const limit = createLimit(options.deadlineMs, options.signal);
  const lines = createLineReader(options.fromSequence ?? 1, options.onLine ?? (() => {}));
  let trouble: string | null = null;
  const onExpiry = () => deadlinePassed(parts, options.deadlineMs, trouble);
  const onTrouble = (error: unknown) => {
    trouble = error instanceof Error ? error.message : String(error);
  };
  try {
    while (!limit.isExpired) {
      const verdict = await followOnce(parts, { limit, lines, onExpiry, onTrouble });
      if (verdict === null) await limit.pause(parts.retryMs);
      else if (verdict.kind !== 'ended') throw jobLost(parts, verdict);
      // `tail` went away before its last lines were through: the rest is read in another go.
      else if (lines.next() > verdict.lineCount) return finish(lines, verdict);
      else lines.dropPartial();
    }
    throw limit.error(onExpiry);
  } finally {
    limit.dispose();
  }
}

interface Follow {
  readonly limit: Limit;
  readonly lines: LineReader;
  readonly onExpiry: () => MachineError;
  /** Told of each try that failed. */
  readonly onTrouble: (error: unknown) => void;
}

/** null: the connection was lost or could not be made; try again. */
async function followOnce(parts: FollowParts, follow: Follow): Promise<Verdict | null> {
  const { limit, lines, onExpiry } = follow;
  try {
    const link = await limit.race(parts.connect(limit), onExpiry);
    const stderr = createVerdictBuffer();
    const reading = guardReader(lines);
    const command = followJobCommand(parts.jobsDirectory, parts.name, lines.next());
    await Promise.race([
      reading.failed,
      link.execute(command.text, {
        onStdout: reading.push,
        onStderr: stderr.push,
        limit,
        onExpiry,
      }),
    ]);
    const verdict = parseVerdict(stderr.text());
    if (verdict === null)
      throw connectionLost(link.address, oneLine(stderr.text()) || 'no verdict');
    return verdict;
  } catch (error) {
    if (limit.isExpired) throw limit.error(onExpiry);
    lines.dropPartial();
    if (!isRetryable(error)) throw error;
    follow.onTrouble(error);
    return null;
  }
}

/** What the receiver of a line throws ends the following, and not the process. */
function guardReader(lines: LineReader) {
  const failing = Promise.withResolvers<never>();
  failing.promise.catch(() => {});
  let isFailed = false;
  return {
    failed: failing.promise,
    push(chunk: Buffer): void {
      if (isFailed) return;
      try {
        lines.push(chunk);
      } catch (error) {
        isFailed = true;
        failing.reject(error);
      }
    },
  };
}

function createVerdictBuffer() {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return {
    push(chunk: Buffer): void {
      if (bytes < MOST_VERDICT_BYTES) chunks.push(chunk);
      bytes += chunk.length;
    },
    text: () => Buffer.concat(chunks).toString('utf8'),
  };
}

function finish(lines: LineReader, verdict: Verdict & { kind: 'ended' }): JobResult {
  lines.flush();
  const { exitCode, durationMs, tail } = verdict;
  return { exitCode, durationMs, tail };
}

function jobLost({ address, name }: FollowParts, verdict: Verdict): MachineError {
  const why =
    verdict.kind === 'absent'
      ? 'there is no such job on this boot of the machine; it was never started, or the machine restarted'
      : 'its process is gone and left no exit status; it was killed';
  return new MachineError(
    'machine.job-lost',
    `Following job ${name} on ${formatAddress(address)}: ${why}. Look at what it did before you start it again.`,
    { job: name, address: formatAddress(address), reason: verdict.kind },
  );
}

function deadlinePassed(
  { address, name }: FollowParts,
  deadlineMs: number,
  trouble: string | null,
): MachineError {
  const lastly = trouble === null ? 'It may still run there.' : `Last trouble: ${trouble}`;
  return new MachineError(
    'machine.deadline-passed',
    `Following job ${name} on ${formatAddress(address)}: it had not ended after ${formatDuration(deadlineMs)}. ${lastly}`,
    { job: name, address: formatAddress(address), deadlineMs },
  );
}

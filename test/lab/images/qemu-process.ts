/** QEMU as a child process: started until it answers, watched until it ends, and told apart by why. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { qemuCommand } from './qemu-command.ts';

/** A QEMU that runs. */
export interface RunningQemu {
  /** Why QEMU ended, in its own words: `guest-reset`, `guest-shutdown`, or `killed`. */
  readonly ended: Promise<string>;
  kill(): Promise<void>;
}

/** Starts QEMU as a child and waits until it answers on its control channel, so that the machine is really on. */
export async function startQemu(
  command: ReturnType<typeof qemuCommand>,
  errorLog: string,
): Promise<RunningQemu> {
  const child = spawn(command.program, command.args, {
    env: { ...process.env, ...command.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const errors: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors.push(text);
    writeFileSync(errorLog, text, { flag: 'a' });
  });
  const control = followControl(child);
  const ended = once(child, 'exit').then(() => control.reason());
  child.stdin.on('error', () => {});
  child.stdin.write('{"execute":"qmp_capabilities"}\n');
  await Promise.race([
    control.ready,
    ended.then(() => {
      throw new Error(`QEMU did not start: ${errors.join('').trim()}`);
    }),
  ]);
  return {
    ended,
    kill: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Reads QEMU's control channel (QMP): when it is ready, and why it shuts down. */
function followControl(child: ChildProcess): { ready: Promise<void>; reason(): string } {
  let reason = 'killed';
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  if (!child.stdout) throw new Error('QEMU was started without a pipe for its control channel.');
  createInterface({ input: child.stdout }).on('line', (line) => {
    const message: unknown = JSON.parse(line);
    if (typeof message !== 'object' || message === null) return;
    if ('return' in message) resolve();
    if ('event' in message && message.event === 'SHUTDOWN' && 'data' in message) {
      const { data } = message;
      if (typeof data === 'object' && data !== null && 'reason' in data)
        reason = String(data.reason);
    }
  });
  return { ready, reason: () => reason };
}

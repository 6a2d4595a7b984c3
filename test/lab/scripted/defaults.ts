/** What every scripted machine knows: its boot, files that are put, jobs that are started and followed. */

import { LOOK_AT_BOOT } from '../../../src/ssh/boot.ts';
import { type Exec, firstOf, type Handler, on, readAll } from './exec.ts';

/** How a job goes on a scripted machine. */
export interface ScriptedJob {
  readonly lines?: readonly string[];
  readonly exitCode?: number;
  /** What the machine says that it took. */
  readonly durationMs?: number;
  /** Real time between its start and its end. */
  readonly takesMs?: number;
  /** The wrapper dies without a status. */
  readonly isKilled?: boolean;
}

export interface MachineState {
  bootId: string;
  /** When this boot's SSH server was ready, on the clock of `performance`. */
  readySince: number;
  /** Whole files by path. */
  readonly files: Map<string, Buffer>;
  /** Jobs of this boot by name. */
  readonly jobs: Map<string, { script: string; startedAt: number; job: ScriptedJob }>;
}

export type JobScript = (name: string, script: string) => ScriptedJob | undefined;

/** Uptime at which sshd was ready; any number does. */
const READY_AT_S = 5;

export function createDefaultHandler(state: MachineState, jobs: JobScript): Handler {
  return firstOf(
    on(LOOK_AT_BOOT.text, () => ({ stdout: lookAtBoot(state) })),
    on('cat /proc/sys/kernel/random/boot_id', () => ({ stdout: `${state.bootId}\n` })),
    on(/^# ironflake: put '/, (text, stdin) => {
      const part = /^rm|cat > '([^']+\.part)'/m.exec(text)?.[1] ?? '';
      state.files.set(part, stdin);
      return finishPut(state, text);
    }),
    on(/^chmod '[0-7]+' '[^']+\.part' && mv /, (text) => finishPut(state, text)),
    startHandler(state, jobs),
    followHandler(state),
  );
}

function lookAtBoot({ bootId, readySince }: MachineState): string {
  const uptime = READY_AT_S + (performance.now() - readySince) / 1000;
  return `${bootId} ${uptime.toFixed(2)} ${READY_AT_S * 100}\n`;
}

function finishPut({ files }: MachineState, text: string) {
  const [, part, path] = /mv -f '([^']+)' '([^']+)'/.exec(text) ?? [];
  const content = files.get(part ?? '');
  if (part !== undefined && path !== undefined && content !== undefined) {
    files.delete(part);
    files.set(path, content);
  }
  return {};
}

function startHandler({ jobs: started }: MachineState, jobs: JobScript): Handler {
  return (exec) => {
    const name = /^# ironflake: start job '([a-z0-9-]+)'/.exec(exec.text)?.[1];
    if (name === undefined) return undefined;
    return readAll(exec.stdin).then((stdin) => {
      if (started.has(name)) return 0;
      const script = stdin.toString();
      started.set(name, { script, startedAt: performance.now(), job: jobs(name, script) ?? {} });
      return 0;
    });
  };
}

function followHandler(state: MachineState): Handler {
  return (exec) => {
    const name = /^# ironflake: follow job '([a-z0-9-]+)'/.exec(exec.text)?.[1];
    return name === undefined ? undefined : follow(state, exec, name);
  };
}

async function follow({ jobs }: MachineState, exec: Exec, name: string): Promise<number> {
  const started = jobs.get(name);
  if (started === undefined) {
    exec.stderr.write('verdict: absent\n');
    return 0;
  }
  const { lines = [], exitCode = 0, durationMs = 1, takesMs = 0, isKilled } = started.job;
  const from = Number(/ from=(\d+)/.exec(exec.text)?.[1] ?? 1);
  for (const line of lines.slice(from - 1)) exec.stdout.write(`${line}\n`);
  const leftMs = started.startedAt + takesMs - performance.now();
  if (leftMs > 0) await pause(leftMs, exec.gone);
  const ended = `verdict: ended ${exitCode} ${durationMs} ${lines.length}\n`;
  const tail = lines.slice(-40).map((line) => `${line}\n`);
  exec.stderr.write(isKilled ? 'verdict: dead\n' : `${ended}${tail.join('')}`);
  return 0;
}

/** Ends early when nobody listens any more. */
function pause(ms: number, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    gone.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

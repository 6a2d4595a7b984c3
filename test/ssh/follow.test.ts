import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { type Command, sh } from '../../src/ssh/command.ts';
import type { JobLine } from '../../src/ssh/shell.ts';
import { makeShells, startMachine, startRealMachine, targetOf, until } from './contact.ts';

const DEADLINE_MS = 20_000;

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** A script that goes on when the test says so: no time is guessed. */
async function startStepping(shellName: 'bash' | 'sh' = 'bash') {
  const real = await startRealMachine(shellName);
  const shell = await real.shells.open(real.target);
  const go = join(real.directory, 'go');
  const waits: Command = sh`for i in $(seq 2000); do [ ! -e ${go} ] || break; sleep 0.01; done`;
  return {
    ...real,
    shell,
    waits,
    letGo: () => writeFile(go, ''),
    /** Nothing of the test may go on running after it. */
    async endJob(name: string) {
      await writeFile(go, '');
      await until(() => exists(join(real.directory, 'jobs', name, 'status')));
    },
  };
}

describe('a job', () => {
  it.each(['bash', 'sh'] as const)(
    'gives its lines, its status and its time through %s',
    async (shellName) => {
      const { shells, target } = await startRealMachine(shellName);
      const shell = await shells.open(target);
      const lines: JobLine[] = [];
      await shell.startJob({
        name: 'work-1',
        script: sh`echo ${"it's one"}; echo two >&2; sleep 0.05; printf three; exit 3`,
      });
      const result = await shell.followJob('work-1', {
        deadlineMs: DEADLINE_MS,
        onLine: (line) => lines.push(line),
      });
      expect(lines).toEqual([
        { sequence: 1, text: "it's one" },
        { sequence: 2, text: 'two' },
        { sequence: 3, text: 'three' },
      ]);
      expect(result).toMatchObject({ exitCode: 3, tail: ["it's one", 'two', 'three'] });
      expect(result.durationMs).toBeGreaterThanOrEqual(40);
      expect(result.durationMs).toBeLessThan(DEADLINE_MS);
    },
  );

  it('lets what it makes have the usual modes', async () => {
    const { shells, target } = await startRealMachine();
    const shell = await shells.open(target);
    await shell.startJob({ name: 'modes', script: sh`umask` });
    const { tail } = await shell.followJob('modes', { deadlineMs: 10_000 });
    expect(tail).toEqual(['0022']);
  });

  it('hands lines on while it runs', async () => {
    const { shell, waits, letGo } = await startStepping();
    await shell.startJob({ name: 'slow', script: sh`echo before; ${waits}; echo after` });
    const lines: string[] = [];
    await shell.followJob('slow', {
      deadlineMs: DEADLINE_MS,
      onLine: ({ text }) => {
        lines.push(text);
        if (text === 'before') void letGo();
      },
    });
    expect(lines).toEqual(['before', 'after']);
  });

  it('stops at its first failing command', async () => {
    const { shells, target } = await startRealMachine();
    const shell = await shells.open(target);
    await shell.startJob({ name: 'fails', script: sh`echo a; false | true; echo b` });
    const result = await shell.followJob('fails', { deadlineMs: DEADLINE_MS });
    expect(result).toMatchObject({ exitCode: 1, tail: ['a'] });
  });

  it('is done once, however often and however concurrently it is started', async () => {
    const { directory, shells, target } = await startRealMachine();
    const shell = await shells.open(target);
    const log = join(directory, 'log');
    const job = { name: 'once', script: sh`echo ran >> ${log}` };
    await Promise.all(Array.from({ length: 6 }, () => shell.startJob(job)));
    await shell.followJob('once', { deadlineMs: DEADLINE_MS });
    await shell.startJob(job);
    const result = await shell.followJob('once', { deadlineMs: DEADLINE_MS });
    expect(result.exitCode).toBe(0);
    expect(await readFile(log, 'utf8')).toBe('ran\n');
  });

  it('keeps its script from the process list', async () => {
    const { machine, shells, target } = await startRealMachine();
    const shell = await shells.open(target);
    await shell.startJob({ name: 'quiet', script: sh`: ${'a secret'}` });
    await shell.followJob('quiet', { deadlineMs: DEADLINE_MS });
    expect(machine.recorded.commands.filter((text) => text.includes('a secret'))).toEqual([]);
  });

  it('is not started by a script that arrived in part', async () => {
    const { directory, shells, target } = await startRealMachine();
    const shell = await shells.open(target);
    const { startJobCommand } = await import('../../src/ssh/job.ts');
    const command = startJobCommand(join(directory, 'jobs'), 'half', 100);
    await expect(shell.run(command, { stdin: 'echo half' })).rejects.toMatchObject({
      code: 'machine.command-failed',
    });
    await expect(shell.followJob('half', { deadlineMs: DEADLINE_MS })).rejects.toMatchObject({
      code: 'machine.job-lost',
    });
  });

  it('needs a plain name', async () => {
    const { shells, target } = await startRealMachine();
    const shell = await shells.open(target);
    await expect(shell.startJob({ name: '../x', script: sh`true` })).rejects.toMatchObject({
      code: 'request.invalid',
    });
  });
});

describe('following', () => {
  it('hands on every line once although the connection is cut again and again', async () => {
    const { machine, shells, target } = await startRealMachine();
    const shell = await shells.open(target);
    const script = sh`for i in $(seq 300); do echo "line $i"; [ $((i % 10)) != 0 ] || sleep 0.01; done`;
    await shell.startJob({ name: 'long', script });
    const lines: JobLine[] = [];
    const result = await shell.followJob('long', {
      deadlineMs: DEADLINE_MS,
      onLine: (line) => {
        lines.push(line);
        if (line.sequence % 70 === 0) machine.cutConnections();
      },
    });
    expect(result.exitCode).toBe(0);
    expect(lines).toEqual(
      Array.from({ length: 300 }, (_, index) => ({
        sequence: index + 1,
        text: `line ${index + 1}`,
      })),
    );
    expect(machine.recorded.connections).toBeGreaterThan(1);
  });

  it('goes on over an absence of the network', async () => {
    const { machine, shell, waits, letGo } = await startStepping();
    await shell.startJob({ name: 'absent', script: sh`echo a; ${waits}; echo b` });
    const lines: string[] = [];
    const following = shell.followJob('absent', {
      deadlineMs: DEADLINE_MS,
      onLine: ({ text }) => lines.push(text),
    });
    await until(async () => lines.length === 1);
    await letGo();
    await machine.goDown();
    await until(async () => !shell.isOpen);
    await machine.comeUp();
    expect((await following).exitCode).toBe(0);
    expect(lines).toEqual(['a', 'b']);
  });

  it('starts at the line it is told, and may be repeated', async () => {
    const { shells, target } = await startRealMachine();
    const shell = await shells.open(target);
    await shell.startJob({ name: 'lines', script: sh`printf '%s\n' a b c` });
    for (const [from, texts] of [
      [1, ['a', 'b', 'c']],
      [3, ['c']],
      [4, []],
    ] as const) {
      const lines: string[] = [];
      const onLine = ({ text }: JobLine) => lines.push(text);
      const options = { deadlineMs: DEADLINE_MS, fromSequence: from, onLine };
      const result = await shell.followJob('lines', options);
      expect(lines).toEqual(texts);
      expect(result.tail).toEqual(['a', 'b', 'c']);
    }
  });

  it('misses nothing of much output that ends at once', async () => {
    const { shells, target } = await startRealMachine();
    const shell = await shells.open(target);
    for (const round of [1, 2, 3, 4, 5]) {
      let count = 0;
      await shell.startJob({ name: `burst-${round}`, script: sh`seq 20000` });
      await shell.followJob(`burst-${round}`, {
        deadlineMs: DEADLINE_MS,
        onLine: ({ sequence, text }) => {
          count += 1;
          if (String(sequence) !== text) throw new Error(`line ${sequence} is ${text}`);
        },
      });
      expect(count).toBe(20_000);
    }
  });

  it('reports a job whose wrapper was killed, and ends what it left running', async () => {
    const { directory, shell, waits } = await startStepping();
    await shell.startJob({ name: 'killed', script: sh`echo "$$"; ${waits}` });
    const pidFile = join(directory, 'jobs/killed/pid');
    let child = '';
    const following = shell.followJob('killed', {
      deadlineMs: DEADLINE_MS,
      onLine: ({ text }) => {
        child = text;
        void shell.run(sh`kill -9 $(cat ${pidFile})`);
      },
    });
    await expect(following).rejects.toMatchObject({
      code: 'machine.job-lost',
      details: { job: 'killed', reason: 'dead' },
    });
    await until(async () => !/^State:\s+[RSD]/m.test(await statusOf(child)));
    expect(child).toMatch(/^\d+$/);
  });

  it('reports a job that this boot does not know', async () => {
    const { shells, target } = await startRealMachine();
    const shell = await shells.open(target);
    await expect(shell.followJob('never', { deadlineMs: DEADLINE_MS })).rejects.toMatchObject({
      code: 'machine.job-lost',
      details: { reason: 'absent' },
    });
  });

  it('reports a job that went with its boot', async () => {
    const machine = await startMachine({ jobs: () => ({ lines: ['a'], takesMs: 60_000 }) });
    const shell = await makeShells({ retryMs: 10 }).open(targetOf(machine));
    await shell.startJob({ name: 'work', script: sh`true` });
    const following = shell.followJob('work', {
      deadlineMs: DEADLINE_MS,
      onLine: () => void machine.reboot(),
    });
    await expect(following).rejects.toMatchObject({ code: 'machine.job-lost' });
  });

  it('ends at its deadline and leaves the job running', async () => {
    const { shell, waits, endJob } = await startStepping();
    await shell.startJob({ name: 'slow', script: waits });
    await expect(shell.followJob('slow', { deadlineMs: 100 })).rejects.toMatchObject({
      code: 'machine.deadline-passed',
      details: { job: 'slow' },
    });
    await endJob('slow');
  });

  it('says at its deadline why the machine could not be reached', async () => {
    const { machine, shell, waits, endJob } = await startStepping();
    await shell.startJob({ name: 'slow', script: waits });
    await machine.goDown();
    await expect(shell.followJob('slow', { deadlineMs: 200 })).rejects.toMatchObject({
      code: 'machine.deadline-passed',
      message: expect.stringContaining('refused'),
    });
    await endJob('slow');
  });

  it('ends when it is cancelled', async () => {
    const { shell, waits, endJob } = await startStepping();
    await shell.startJob({ name: 'slow', script: sh`echo a; ${waits}` });
    const stop = new AbortController();
    const following = shell.followJob('slow', {
      deadlineMs: DEADLINE_MS,
      signal: stop.signal,
      onLine: () => stop.abort(),
    });
    await expect(following).rejects.toMatchObject({ code: 'request.cancelled' });
    await endJob('slow');
  });

  it('ends with what the receiver of a line throws', async () => {
    const { shells, target } = await startRealMachine();
    const shell = await shells.open(target);
    await shell.startJob({ name: 'work', script: sh`echo a` });
    const following = shell.followJob('work', {
      deadlineMs: DEADLINE_MS,
      onLine: () => {
        throw new Error('no room');
      },
    });
    await expect(following).rejects.toThrow('no room');
  });
});

async function statusOf(pid: string): Promise<string> {
  return readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
}

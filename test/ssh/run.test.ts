import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { sh } from '../../src/ssh/command.ts';
import { on } from '../lab/scripted/exec.ts';
import { makeShells, startMachine, startRealMachine, targetOf } from './contact.ts';

describe('run', () => {
  it('answers output, error output and exit code as they are', async () => {
    const { shells, target } = await startRealMachine();
    const shell = await shells.open(target);
    const result = await shell.run(sh`printf ${'  é\n'}; echo oops >&2; exit 3`, { okCodes: [3] });
    expect(result).toMatchObject({ stdout: '  é\n', stderr: 'oops\n', exitCode: 3 });
    expect(result.durationMs).toBeGreaterThan(0);
  });

  it('keeps characters whole however the output is cut', async () => {
    const { shells, target } = await startRealMachine();
    const shell = await shells.open(target);
    const text = 'äöü€😀'.repeat(30_000);
    const { stdout } = await shell.run(sh`cat`, { stdin: text });
    expect(stdout === text).toBe(true);
  });

  it.each([
    ['text', 'secret'],
    ['bytes', Buffer.from('secret')],
    ['a stream', Readable.from(['sec', 'ret'])],
  ])('sends %s on stdin', async (_name, stdin) => {
    const { machine, shells, target } = await startRealMachine();
    const shell = await shells.open(target);
    expect((await shell.run(sh`cat`, { stdin })).stdout).toBe('secret');
    expect(machine.recorded.commands).toEqual(['cat']);
  });

  it('ends with the error of a stream that breaks', async () => {
    const { shells, target } = await startRealMachine();
    const shell = await shells.open(target);
    const stdin = Readable.from(
      (async function* () {
        yield 'half';
        throw new Error('the source broke');
      })(),
    );
    await expect(shell.run(sh`cat`, { stdin })).rejects.toThrow('the source broke');
  });

  it('does not mind a command that leaves its input unread', async () => {
    const { shells, target } = await startRealMachine();
    const shell = await shells.open(target);
    const stdin = Buffer.alloc(5_000_000);
    expect((await shell.run(sh`true`, { stdin })).exitCode).toBe(0);
  });

  it('tells of a command that failed what, where, how and after how long', async () => {
    const { machine, shells, target } = await startRealMachine();
    const shell = await shells.open(target);
    await expect(shell.run(sh`echo 'no such disk' >&2; exit 4`)).rejects.toMatchObject({
      code: 'machine.command-failed',
      details: { exitCode: 4, stderr: 'no such disk\n' },
      message: expect.stringMatching(
        new RegExp(
          `^\`echo .*\` on 127.0.0.1:${machine.address.port} ended with exit code 4 after .*: no such disk$`,
        ),
      ),
    });
  });

  it('counts death by a signal as a shell does', async () => {
    const { shells, target } = await startRealMachine();
    const shell = await shells.open(target);
    await expect(shell.run(sh`bash -c 'kill -9 $$'`)).rejects.toMatchObject({
      details: { exitCode: 137 },
    });
  });

  it('ends at its deadline', async () => {
    const machine = await startMachine({ handler: on('hang', { hangs: true }) });
    const shell = await makeShells().open(targetOf(machine));
    await expect(shell.run(sh`hang`, { deadlineMs: 30 })).rejects.toMatchObject({
      code: 'machine.deadline-passed',
      details: { deadlineMs: 30 },
    });
    expect((await shell.run(sh`cat /proc/sys/kernel/random/boot_id`)).exitCode).toBe(0);
  });

  it('ends when it is cancelled', async () => {
    const machine = await startMachine({ handler: on('hang', { hangs: true }) });
    const shell = await makeShells().open(targetOf(machine));
    const stop = new AbortController();
    const running = shell.run(sh`hang`, { signal: stop.signal });
    stop.abort();
    await expect(running).rejects.toMatchObject({ code: 'request.cancelled' });
    await expect(shell.run(sh`hang`, { signal: stop.signal })).rejects.toMatchObject({
      code: 'request.cancelled',
    });
  });

  it('does not take half an answer for a whole one', async () => {
    const handler = on('facts', { stdout: '{"disks": []}', cutsAfterBytes: 4 });
    const machine = await startMachine({ handler });
    const shell = await makeShells().open(targetOf(machine));
    await expect(shell.run(sh`facts`)).rejects.toMatchObject({ code: 'machine.connection-lost' });
  });
});

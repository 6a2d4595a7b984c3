import { describe, expect, it } from '@jest/globals';
import { sh } from '../../src/ssh/command.ts';
import { createScriptedShell, createScriptedShells } from '../support/scripted-shell.ts';

const TARGET = {
  addresses: [{ host: '192.0.2.1', port: 22 }],
  user: 'root',
  privateKey: '',
  hostKey: null,
};

describe('the scripted shell', () => {
  it('answers the commands it expects, in their order', async () => {
    const shell = createScriptedShell();
    shell.expectRun(sh`uname -n`, { stdout: 'rescue\n' });
    shell.expectRun('cat', { stdin: 'secret', exitCode: 2 });
    expect((await shell.run(sh`uname -n`)).stdout).toBe('rescue\n');
    expect((await shell.run(sh`cat`, { stdin: 'secret', okCodes: [2] })).exitCode).toBe(2);
    shell.assertDone();
  });

  it('fails on a command that it does not expect', async () => {
    const shell = createScriptedShell();
    shell.expectRun('uname -n');
    await expect(shell.run(sh`uname -a`)).rejects.toThrow(/uname -a\nand expected\nrun uname -n/);
    await expect(shell.run(sh`uname -n`)).rejects.toThrow(/nothing more/);
  });

  it('fails on other content than it expects', async () => {
    const shell = createScriptedShell();
    shell.expectPut('/a', 'x');
    await expect(shell.put({ path: '/a', content: 'y' })).rejects.toThrow(/scripted shell got/);
  });

  it('fails when something expected did not come', () => {
    const shell = createScriptedShell();
    shell.expectRun('reboot');
    expect(() => shell.assertDone()).toThrow(/still expects:\nrun reboot/);
  });

  it('reports an unexpected exit code as a real shell does', async () => {
    const shell = createScriptedShell();
    shell.expectRun('false', { exitCode: 1 });
    await expect(shell.run(sh`false`)).rejects.toMatchObject({
      code: 'machine.command-failed',
      details: { exitCode: 1 },
    });
  });

  it('starts a job once and plays its lines', async () => {
    const shell = createScriptedShell();
    shell.expectJob('wipe', 'blkdiscard', { lines: ['a', 'b'], exitCode: 4 });
    await shell.startJob({ name: 'wipe', script: sh`blkdiscard` });
    await shell.startJob({ name: 'wipe', script: sh`blkdiscard` });
    const seen: number[] = [];
    const result = await shell.followJob('wipe', {
      deadlineMs: 1,
      fromSequence: 2,
      onLine: (line) => seen.push(line.sequence),
    });
    expect(result).toMatchObject({ exitCode: 4, tail: ['a', 'b'] });
    expect(seen).toEqual([2]);
    shell.assertDone();
  });

  it('knows no job that was not started', async () => {
    await expect(createScriptedShell().followJob('x', { deadlineMs: 1 })).rejects.toMatchObject({
      code: 'machine.job-lost',
    });
  });
});

describe('scripted shells', () => {
  it('hand out a shell by its address', async () => {
    const shell = createScriptedShell();
    const shells = createScriptedShells({ '192.0.2.1': shell }, { '192.0.2.1': 'boot-2' });
    expect(await shells.open(TARGET)).toBe(shell);
    const wait = { notBootId: 'boot-1', deadlineMs: 1 };
    expect(await shells.waitForBoot(TARGET, wait)).toMatchObject({ shell, bootId: 'boot-2' });
    await expect(
      shells.waitForBoot(TARGET, { ...wait, notBootId: 'boot-2' }),
    ).rejects.toMatchObject({ code: 'machine.deadline-passed' });
  });

  it('reach no other address', async () => {
    await expect(createScriptedShells({}).open(TARGET)).rejects.toMatchObject({
      code: 'machine.unreachable',
    });
  });
});

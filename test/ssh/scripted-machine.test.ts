import { describe, expect, it } from '@jest/globals';
import { sh } from '../../src/ssh/command.ts';
import { generateKeyPair } from '../../src/ssh/keys.ts';
import { firstOf, on } from '../lab/scripted/exec.ts';
import { makeShells, startMachine, targetOf } from './contact.ts';

describe('the scripted machine', () => {
  it('answers by exact text, pattern and claim', async () => {
    const handler = firstOf(
      on('uname -n', { stdout: 'rescue\n' }),
      on(/^ls /, (text) => ({ stdout: text.slice(3) })),
      on((text) => text.length > 20, { exitCode: 9 }),
    );
    const machine = await startMachine({ handler });
    const shell = await makeShells().open(targetOf(machine));
    expect((await shell.run(sh`uname -n`)).stdout).toBe('rescue\n');
    expect((await shell.run(sh`ls /x`)).stdout).toBe('/x');
    expect((await shell.run(sh`a command of some length`, { okCodes: [9] })).exitCode).toBe(9);
  });

  it('records what it does not know', async () => {
    const machine = await startMachine();
    const shell = await makeShells().open(targetOf(machine));
    await expect(shell.run(sh`frobnicate`)).rejects.toMatchObject({ details: { exitCode: 127 } });
    expect(machine.recorded.unknownCommands).toEqual(['frobnicate']);
  });

  it('keeps files until it restarts', async () => {
    const machine = await startMachine();
    const shells = makeShells();
    await (await shells.open(targetOf(machine))).put({ path: '/run/x', content: 'text' });
    expect([...machine.state.files]).toEqual([['/run/x', Buffer.from('text')]]);
    const before = machine.state.bootId;
    await machine.reboot();
    expect(machine.state.files.size).toBe(0);
    expect(machine.state.bootId).not.toBe(before);
  });

  it('plays jobs as it is told', async () => {
    const machine = await startMachine({
      jobs: (name, script) => ({ lines: [name, script.split('\n')[1] ?? ''], exitCode: 5 }),
    });
    const shell = await makeShells().open(targetOf(machine));
    await shell.startJob({ name: 'work', script: sh`echo ${'a'}` });
    expect(await shell.followJob('work', { deadlineMs: 5000 })).toEqual({
      exitCode: 5,
      durationMs: 1,
      tail: ['work', "echo 'a'"],
    });
  });

  it('can stay away after a restart, and come back under another host key', async () => {
    const machine = await startMachine();
    const shells = makeShells();
    const before = targetOf(machine);
    await machine.reboot({ staysDown: true, hostKey: generateKeyPair('') });
    await expect(shells.open(before)).rejects.toMatchObject({ code: 'machine.unreachable' });
    await machine.comeUp();
    await expect(shells.open(before)).rejects.toMatchObject({ code: 'machine.host-key-mismatch' });
    expect((await shells.open(targetOf(machine))).isOpen).toBe(true);
  });

  it('can be many', async () => {
    const shells = makeShells();
    const machines = await Promise.all(Array.from({ length: 60 }, () => startMachine()));
    const bootIds = await Promise.all(
      machines.map(async (machine) => {
        const wait = { notBootId: null, deadlineMs: 20_000 };
        return (await shells.waitForBoot(targetOf(machine), wait)).bootId;
      }),
    );
    expect(bootIds).toEqual(machines.map((machine) => machine.state.bootId));
  }, 30_000);
});

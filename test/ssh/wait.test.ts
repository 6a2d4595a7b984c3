import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { LOOK_AT_BOOT } from '../../src/ssh/boot.ts';
import { generateKeyPair } from '../../src/ssh/keys.ts';
import { on } from '../lab/scripted/exec.ts';
import { makeShells, startMachine, targetOf, until } from './contact.ts';

const SOON = { deadlineMs: 15_000, everyMs: 10 };
const FAST = { holdOffMs: 20 };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('waitForBoot', () => {
  it('answers at once for a machine that is up, when any boot will do', async () => {
    const machine = await startMachine();
    const { shell, bootId } = await makeShells().waitForBoot(targetOf(machine), {
      ...SOON,
      notBootId: null,
    });
    expect(bootId).toBe(machine.state.bootId);
    expect(shell.isOpen).toBe(true);
    expect(machine.recorded.logins).toBe(1);
  });

  it('hands its connection to whoever opens the same target', async () => {
    const machine = await startMachine();
    const shells = makeShells();
    const arrival = await shells.waitForBoot(targetOf(machine), { ...SOON, notBootId: null });
    expect(await shells.open(targetOf(machine))).toBe(arrival.shell);
  });

  it('keeps waiting while the old boot answers', async () => {
    const machine = await startMachine();
    const shells = makeShells(FAST);
    const oldBoot = machine.state.bootId;
    const old = await shells.open(targetOf(machine));
    const arriving = shells.waitForBoot(targetOf(machine), { ...SOON, notBootId: oldBoot });
    await until(() => machine.recorded.logins >= 3);
    await machine.reboot({ downMs: 50 });
    const { bootId, shell } = await arriving;
    expect(bootId).toBe(machine.state.bootId);
    expect(bootId).not.toBe(oldBoot);
    expect(old.isOpen).toBe(false);
    expect(shell.isOpen).toBe(true);
  });

  it('keeps waiting while connections are refused', async () => {
    const machine = await startMachine({ startsUp: false });
    const arriving = makeShells().waitForBoot(targetOf(machine), { ...SOON, notBootId: null });
    await pause(60);
    await machine.comeUp();
    expect((await arriving).bootId).toBe(machine.state.bootId);
  });

  it('takes an open port for nothing until an SSH server speaks', async () => {
    const machine = await startMachine();
    machine.setSilent(true);
    const arriving = makeShells().waitForBoot(targetOf(machine), { ...SOON, notBootId: null });
    await pause(60);
    expect(machine.recorded.connections).toBe(0);
    machine.setSilent(false);
    expect((await arriving).bootId).toBe(machine.state.bootId);
    expect(machine.recorded.logins).toBe(1);
  });

  it('spreads its connections to a silent address, so that sshd does not shut us out', async () => {
    let open = 0;
    const silent = createServer(() => {
      open += 1;
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const machine = await startMachine();
    const target = targetOf(machine, { addresses: [{ host: '127.0.0.1', port }] });
    const waiting = makeShells().waitForBoot(target, {
      deadlineMs: 1_600,
      everyMs: 5,
      notBootId: null,
    });
    await expect(waiting).rejects.toMatchObject({ code: 'machine.deadline-passed' });
    expect(open).toBeGreaterThan(1);
    expect(open).toBeLessThanOrEqual(3);
    await new Promise((resolve) => silent.close(resolve));
  });

  it('arrives at whichever address answers', async () => {
    const machine = await startMachine();
    const away = await startMachine({ startsUp: false });
    const addresses = [away.address, machine.address];
    const { shell } = await makeShells().waitForBoot(targetOf(machine, { addresses }), {
      ...SOON,
      notBootId: null,
    });
    expect(shell.address).toEqual(machine.address);
  });

  it('ends at a wrong host key, and sends it nothing', async () => {
    const rogue = await startMachine();
    const hostKey = { publicKey: generateKeyPair('').publicKey, trust: 'given' } as const;
    await expect(
      makeShells().waitForBoot(targetOf(rogue, { hostKey }), { ...SOON, notBootId: null }),
    ).rejects.toMatchObject({ code: 'machine.host-key-mismatch' });
    expect(rogue.recorded).toMatchObject({ offeredKeys: [], commands: [] });
  });

  it('waits for an older boot with its own host key to go, where that is allowed', async () => {
    const machine = await startMachine();
    const nextKey = generateKeyPair('');
    const arriving = makeShells(FAST).waitForBoot(
      targetOf(machine, { hostKey: { publicKey: nextKey.publicKey, trust: 'injected' } }),
      { ...SOON, notBootId: null, toleratesOtherHostKey: true },
    );
    await until(() => machine.recorded.connections >= 2);
    expect(machine.recorded.offeredKeys).toEqual([]);
    await machine.reboot({ hostKey: nextKey });
    const { bootId, shell } = await arriving;
    expect(bootId).toBe(machine.state.bootId);
    expect(shell.hostKey.trust).toBe('injected');
  });

  it('waits for a system that knows our key, and trusts its host key on sight', async () => {
    const old = await startMachine({ authorizedKeys: [] });
    const arriving = makeShells({ holdOffMs: 4 }).waitForBoot(targetOf(old, { hostKey: null }), {
      ...SOON,
      notBootId: null,
    });
    await until(() => old.recorded.offeredKeys.length >= 2);
    await old.close();
    const rescue = await startMachine({ port: old.address.port });
    const { shell } = await arriving;
    expect(shell.hostKey).toEqual({ publicKey: rescue.hostKey, trust: 'first-use' });
  });

  it('says at its deadline what was seen last', async () => {
    const machine = await startMachine({ startsUp: false });
    await expect(
      makeShells().waitForBoot(targetOf(machine), {
        deadlineMs: 60,
        everyMs: 10,
        notBootId: 'old-boot',
      }),
    ).rejects.toMatchObject({
      code: 'machine.deadline-passed',
      message: expect.stringMatching(/another boot than old-boot .*none after 60 ms.*refused/),
    });
  });

  it('says at its deadline that the old boot still answers', async () => {
    const machine = await startMachine();
    const { bootId } = machine.state;
    await expect(
      makeShells(FAST).waitForBoot(targetOf(machine), {
        deadlineMs: 400,
        everyMs: 10,
        notBootId: bootId,
      }),
    ).rejects.toMatchObject({ message: expect.stringContaining(`still on boot ${bootId}`) });
  });

  it('ends when it is cancelled', async () => {
    const machine = await startMachine({ startsUp: false });
    const stop = new AbortController();
    const waiting = makeShells().waitForBoot(targetOf(machine), {
      ...SOON,
      notBootId: null,
      signal: stop.signal,
    });
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'request.cancelled' });
  });

  it('keeps waiting when a host goes away in the middle of being asked', async () => {
    const machine = await startMachine();
    machine.cutAtCommand(1);
    const { bootId } = await makeShells(FAST).waitForBoot(targetOf(machine), {
      ...SOON,
      notBootId: null,
    });
    expect(bootId).toBe(machine.state.bootId);
    expect(machine.recorded.logins).toBe(2);
  });
});

describe('lateByMs', () => {
  it('is how much longer the server was ready than we have been connecting', async () => {
    const boot = '0a1b2c3d-1111-4222-8333-444455556666';
    const handler = on(LOOK_AT_BOOT.text, { stdout: `${boot} 65.00 500\n` });
    const machine = await startMachine({ handler });
    const { lateByMs } = await makeShells().waitForBoot(targetOf(machine), {
      ...SOON,
      notBootId: null,
    });
    expect(lateByMs).toBeGreaterThan(50_000);
    expect(lateByMs).toBeLessThan(60_000);
  });

  it.each(['5.01 500', '5.00 -'])('is 0 where the machine says %s', async (measured) => {
    const boot = '0a1b2c3d-1111-4222-8333-444455556666';
    const handler = on(LOOK_AT_BOOT.text, { stdout: `${boot} ${measured}\n`, delayMs: 20 });
    const machine = await startMachine({ handler });
    const { lateByMs } = await makeShells().waitForBoot(targetOf(machine), {
      ...SOON,
      notBootId: null,
    });
    expect(lateByMs).toBe(0);
  });
});

import { describe, expect, it } from '@jest/globals';
import { sh } from '../../src/ssh/command.ts';
import { fingerprintSha256, generateKeyPair } from '../../src/ssh/keys.ts';
import { on } from '../lab/scripted/exec.ts';
import { KEY, makeShells, startMachine, targetOf, until } from './contact.ts';

const failsWith = (code: string) => expect.objectContaining({ code });

describe('open', () => {
  it('shares one connection between all who ask at once', async () => {
    const machine = await startMachine();
    const shells = makeShells();
    const target = targetOf(machine);
    const opened = await Promise.all(Array.from({ length: 20 }, () => shells.open(target)));
    expect(new Set(opened).size).toBe(1);
    expect(await shells.open({ ...target })).toBe(opened[0]);
    expect(machine.recorded.connections).toBe(1);
  });

  it('connects anew once the connection is gone', async () => {
    const machine = await startMachine();
    const shells = makeShells();
    const first = await shells.open(targetOf(machine));
    first.close();
    const second = await shells.open(targetOf(machine));
    expect(first.isOpen).toBe(false);
    expect(second.isOpen).toBe(true);
    expect(machine.recorded.connections).toBe(2);
  });

  it('uses the first address that gets through', async () => {
    const machine = await startMachine();
    const away = await startMachine({ startsUp: false });
    const shell = await makeShells().open(
      targetOf(machine, { addresses: [away.address, machine.address] }),
    );
    expect(shell.address).toEqual(machine.address);
  });

  it('goes round an address at which another host answers', async () => {
    const machine = await startMachine();
    const rogue = await startMachine();
    const shell = await makeShells().open(
      targetOf(machine, { addresses: [rogue.address, machine.address] }),
    );
    expect(shell.address).toEqual(machine.address);
    expect(rogue.recorded.offeredKeys).toEqual([]);
  });

  it('says that a machine is unreachable when the connection is refused', async () => {
    const machine = await startMachine({ startsUp: false });
    await expect(makeShells().open(targetOf(machine))).rejects.toEqual(
      failsWith('machine.unreachable'),
    );
  });

  it('gives up a host that accepts and says nothing when its deadline has passed', async () => {
    const machine = await startMachine();
    machine.setSilent(true);
    await expect(makeShells().open(targetOf(machine), { deadlineMs: 80 })).rejects.toEqual(
      failsWith('machine.unreachable'),
    );
  });

  it('ends for the caller who cancels, and for nobody else', async () => {
    const machine = await startMachine();
    const shells = makeShells();
    const impatient = new AbortController();
    const cancelled = shells.open(targetOf(machine), { signal: impatient.signal });
    const other = shells.open(targetOf(machine));
    impatient.abort();
    await expect(cancelled).rejects.toEqual(failsWith('request.cancelled'));
    expect((await other).isOpen).toBe(true);
  });

  it('says that our key was not let in', async () => {
    const machine = await startMachine({ authorizedKeys: [] });
    await expect(makeShells().open(targetOf(machine))).rejects.toEqual(
      failsWith('machine.auth-failed'),
    );
  });

  it('refuses what is no private key, without showing it', async () => {
    const machine = await startMachine();
    const opening = makeShells().open(targetOf(machine, { privateKey: 'my secret key' }));
    await expect(opening).rejects.toEqual(failsWith('request.invalid'));
    const error: unknown = await opening.catch((reason: unknown) => reason);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('my secret');
    expect(machine.recorded.offeredKeys).toEqual([]);
  });

  it('fails for whoever waits when everything is closed', async () => {
    const machine = await startMachine();
    machine.setSilent(true);
    const shells = makeShells();
    const opening = shells.open(targetOf(machine));
    shells.closeAll();
    await expect(opening).rejects.toEqual(failsWith('request.cancelled'));
  });
});

describe('the pinned host key', () => {
  it('keeps user, key and data from a host with another one', async () => {
    const rogue = await startMachine();
    const expected = generateKeyPair('').publicKey;
    const opening = makeShells().open(
      targetOf(rogue, {
        user: 'secretuser',
        hostKey: { publicKey: expected, trust: 'published' },
      }),
    );
    await expect(opening).rejects.toMatchObject({
      code: 'machine.host-key-mismatch',
      details: {
        expected: fingerprintSha256(expected),
        presented: fingerprintSha256(rogue.hostKey),
      },
    });
    expect(rogue.recorded).toMatchObject({ connections: 1, offeredKeys: [], logins: 0 });
    expect(rogue.recorded.commands).toEqual([]);
    expect(rogue.received('secretuser')).toBe(false);
    expect(rogue.received('ssh-userauth')).toBe(false);
  });

  it('refuses a host that has no key of the pinned type', async () => {
    const rogue = await startMachine();
    const ecdsa =
      'ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBMQU64iRZG8PL0WEyb0IOJNVoRwc+TV8+3Nc8pObOHNMRK7OCkGL4xLaIDIH5t49cU3MII/Kw8AJt2fja5RTA8E=';
    await expect(
      makeShells().open(targetOf(rogue, { hostKey: { publicKey: ecdsa, trust: 'given' } })),
    ).rejects.toMatchObject({ code: 'machine.host-key-mismatch', details: { presented: null } });
  });

  it('is reported with the trust it was given', async () => {
    const machine = await startMachine();
    const hostKey = { publicKey: machine.hostKey, trust: 'injected' } as const;
    expect((await makeShells().open(targetOf(machine, { hostKey }))).hostKey).toEqual(hostKey);
  });

  it('is taken from the first answer where there is none, and then holds', async () => {
    const machine = await startMachine();
    const shells = makeShells();
    const target = targetOf(machine, { hostKey: null });
    const shell = await shells.open(target);
    expect(shell.hostKey).toEqual({ publicKey: machine.hostKey, trust: 'first-use' });
    shell.close();
    await expect(shells.open(target)).resolves.toMatchObject({ hostKey: shell.hostKey });
    machine.useHostKey(generateKeyPair(''));
    machine.cutConnections();
    await waitUntilClosed(shells, target);
    await expect(shells.open(target)).rejects.toEqual(failsWith('machine.host-key-mismatch'));
  });

  it('is not taken from a host that does not let us in', async () => {
    const machine = await startMachine({ authorizedKeys: [] });
    const shells = makeShells();
    const target = targetOf(machine, { hostKey: null });
    await expect(shells.open(target)).rejects.toEqual(failsWith('machine.auth-failed'));
    machine.useHostKey(generateKeyPair(''));
    await expect(shells.open(target)).rejects.toEqual(failsWith('machine.auth-failed'));
  });
});

describe('a live connection', () => {
  it('runs at most eight commands at once, and all of them in the end', async () => {
    let running = 0;
    let most = 0;
    const handler = on(/^work/, async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 10));
      running -= 1;
      return { stdout: 'done' };
    });
    const machine = await startMachine({ handler });
    const shell = await makeShells().open(targetOf(machine));
    const results = await Promise.all(
      Array.from({ length: 30 }, (_, index) => shell.run(sh`work ${index}`)),
    );
    expect(results.map((result) => result.stdout)).toEqual(Array(30).fill('done'));
    expect(most).toBe(8);
  });

  it('ends every command with an error when it is cut', async () => {
    const machine = await startMachine({ handler: on(/^hang/, { hangs: true }) });
    const shell = await makeShells().open(targetOf(machine));
    const running = [shell.run(sh`hang ${1}`), shell.run(sh`hang ${2}`)];
    for (const result of running) result.catch(() => {});
    await until(() => machine.recorded.commands.length === 2);
    machine.cutConnections();
    for (const result of running) {
      await expect(result).rejects.toEqual(failsWith('machine.connection-lost'));
    }
    expect(shell.isOpen).toBe(false);
    await expect(shell.run(sh`true`)).rejects.toEqual(failsWith('machine.connection-lost'));
  });

  it('is given up when the host falls silent', async () => {
    const machine = await startMachine({ handler: on(/^hang/, { hangs: true }) });
    const shell = await makeShells({ keepAliveMs: 20 }).open(targetOf(machine));
    const running = shell.run(sh`hang`);
    running.catch(() => {});
    machine.freeze();
    await expect(running).rejects.toEqual(failsWith('machine.connection-lost'));
  });

  it('shows no private key in what it throws', async () => {
    const machine = await startMachine({ authorizedKeys: [] });
    const error: unknown = await makeShells()
      .open(targetOf(machine))
      .catch((reason: unknown) => reason);
    const text = JSON.stringify(error, Object.getOwnPropertyNames(error));
    const secretLines = KEY.privateKey.split('\n').slice(1, -2);
    expect(secretLines.filter((line) => text.includes(line))).toEqual([]);
  });
});

/** Until the shells noticed that the connection of this target is gone. */
async function waitUntilClosed(
  shells: ReturnType<typeof makeShells>,
  target: ReturnType<typeof targetOf>,
): Promise<void> {
  const shell = await shells.open(target).catch(() => null);
  await until(() => !shell?.isOpen);
}

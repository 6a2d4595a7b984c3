/**
 * Whole installs on QEMU machines: the real service as its own process, real SSH, kexec, Nix, disks, boot
 * loaders and reboots. Needs root on Debian; required, never skipped.
 */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { InstallEvent, InstallRequest } from '../../src/client/client.ts';
import type { Lab } from '../lab/lab.ts';
import { outcomeOf } from '../lab/outcome.ts';
import { disksFor, prepareScenario, type Scenario, type ScenarioLayout } from '../lab/scenario.ts';
import { startTrial, type Trial } from '../lab/trial.ts';
import { sshOnce, unlockOnce } from './ssh-once.ts';

const run = promisify(execFile);

let trial: Trial | null = null;

afterEach(async () => {
  await trial?.close();
  trial = null;
});

async function start(firmware: 'bios' | 'uefi', layout: ScenarioLayout): Promise<Trial> {
  trial = await startTrial({
    firmware,
    disks: disksFor(layout),
    log: (line) => process.stderr.write(`${line}\n`),
  });
  return trial;
}

interface Wish {
  readonly scenario: Scenario;
  readonly layout: ScenarioLayout;
  /** What the scenario does not ask for. */
  readonly more?: (request: InstallRequest) => InstallRequest;
  /** Called with every event as it arrives, before the next is read. */
  readonly onEvent?: (event: InstallEvent) => Promise<void>;
}

async function install(running: Trial, { scenario, layout, more, onEvent }: Wish) {
  const hostname = 'web-1';
  const { request, customerKey } = await prepareScenario(running.lab, {
    scenario,
    layout,
    hostname,
  });
  const { installId } = await running.client.installs.create(more?.(request) ?? request);
  const events: InstallEvent[] = [];
  for await (const event of running.client.installs.watch(installId)) {
    events.push(event);
    await onEvent?.(event);
  }
  const found = await running.client.installs.get(installId);
  const outcome = outcomeOf(found, events);
  process.stderr.write(
    `${scenario} ${layout}: ${JSON.stringify({ ...outcome, proof: undefined })}\n`,
  );
  return { installId, events, outcome, customerKey };
}

/** How often each disk was wiped, as the machine's own console tells it. */
function wipesOf(lab: Lab): ReadonlyMap<string, number> {
  const wipes = new Map<string, number>();
  for (const machine of lab.machines()) {
    for (const line of machine.consoleText().split('\n')) {
      const disk = /lab: wipefs .*?(\/dev\/(?:sd[a-z]|nvme\d+n\d+))\s*$/.exec(line.trim())?.[1];
      if (disk !== undefined) wipes.set(disk, (wipes.get(disk) ?? 0) + 1);
    }
  }
  return wipes;
}

function serversOf(lab: Lab): number {
  return lab.standIn.calls.matching('POST', /^\/servers$/).filter(({ status }) => status === 201)
    .length;
}

describe('a whole install', () => {
  it('orders a cloud VM and ends ready, though the service is killed in five phases', async () => {
    const running = await start('bios', 'single-ext4');
    const killedIn: string[] = [];
    const kills = new Set(['order', 'kexec', 'disko', 'install', 'reboot']);
    const { outcome } = await install(running, {
      scenario: 'cloud-order',
      layout: 'single-ext4',
      async onEvent({ body }) {
        const name = body.kind === 'phase-started' ? body.phase : null;
        if (name === null || !kills.delete(name)) return;
        await running.service.stop('SIGKILL');
        killedIn.push(name);
        await running.service.start();
      },
    });
    expect(outcome.problem).toBeNull();
    expect(outcome.state).toBe('ready');
    expect(killedIn).toEqual(['order', 'kexec', 'disko', 'install', 'reboot']);
    expect(serversOf(running.lab)).toBe(1);
    expect([...wipesOf(running.lab).values()]).toEqual([1]);
    expect(outcome.proof?.firstContact).toBe('injected');
    expect(outcome.proof?.bootId).not.toBe(outcome.proof?.bootIdBefore);
  });

  it('reinstalls two NVMe and two hard disks by rescue, and boots with one NVMe taken away', async () => {
    const running = await start('bios', 'mirror-ext4');
    const { outcome, customerKey } = await install(running, {
      scenario: 'ssh',
      layout: 'mirror-ext4',
    });
    expect(outcome.problem).toBeNull();
    expect(outcome.proof?.mounts.map(({ mountpoint, serials }) => [mountpoint, serials])).toEqual(
      expect.arrayContaining([
        ['/', ['S64HNE0LAB00001', 'S64HNE0LAB00002']],
        ['/boot', ['S64HNE0LAB00001', 'S64HNE0LAB00002']],
        ['/var/lib', ['ZGY0LAB1', 'ZGY0LAB2']],
      ]),
    );
    expect(outcome.proof?.arrays.every(({ isComplete }) => isComplete)).toBe(true);
    await expectDegradedBoot(running, outcome.proof?.hostKey ?? '', customerKey.privateKey);
  });

  it('installs two mirrors on a UEFI machine, and boots with one NVMe taken away', async () => {
    const running = await start('uefi', 'mirror-ext4');
    const wish = { scenario: 'cloud-order', layout: 'mirror-ext4' } as const;
    const { outcome, customerKey } = await install(running, wish);
    expect(outcome.problem).toBeNull();
    expect(outcome.state).toBe('ready');
    expect([...wipesOf(running.lab).values()]).toEqual([1, 1, 1, 1]);
    await expectDegradedBoot(running, outcome.proof?.hostKey ?? '', customerKey.privateKey);
  });

  it('orders a cloud VM that boots nothing before its rescue system, and ends ready', async () => {
    const running = await start('bios', 'single-ext4');
    const wish = { scenario: 'cloud-order-rescue', layout: 'single-ext4' } as const;
    const { outcome } = await install(running, wish);
    expect(outcome.problem).toBeNull();
    expect(outcome.state).toBe('ready');
    expect(outcome.proof?.firstContact).toBe('first-use');
    expect(serversOf(running.lab)).toBe(1);
    const [server] = running.lab.standIn.state.snapshot().servers;
    expect(server?.boots.map(({ kind }) => kind)).toEqual(['rescue', 'disk']);
  });

  it('encrypts a cloud VM, unlocks its first start, and hands it over to be unlocked by its owner', async () => {
    const running = await start('bios', 'single-ext4');
    const passphrase = 'correct horse battery staple';
    const { installId, outcome, events, customerKey } = await install(running, {
      scenario: 'cloud-order',
      layout: 'single-ext4',
      more: (request) => ({
        ...request,
        layout: { preset: 'single-ext4', luks: true, espSizeMib: 256 },
        diskPassphrase: passphrase,
      }),
    });
    expect(outcome.problem).toBeNull();
    expect(outcome.state).toBe('ready');
    expect(JSON.stringify(events)).toContain('was given the passphrase');
    expect(JSON.stringify(events)).not.toContain(passphrase);
    const flake = await running.client.installs.flake(installId);
    expect(JSON.stringify(flake)).not.toContain(passphrase);
    const [machine] = running.lab.machines();
    if (machine === undefined) throw new Error('The lab has no machine.');
    await machine.powerOff();
    const { stdout } = await run('grep', ['-c', passphrase, `${machine.spec.dir}/disk0.raw`]).catch(
      (nothingFound: { readonly stdout: string }) => nothingFound,
    );
    expect(stdout).toBe('0\n');
    await machine.powerOn({ kind: 'disk' });
    const { address } = machine.spec;
    const { privateKey } = customerKey;
    const hostKey = outcome.proof?.unlock?.hostKey ?? '';
    await unlockOnce({ address, hostKey, privateKey, passphrase });
    const seen = await sshOnce({
      address,
      hostKey: outcome.proof?.hostKey ?? '',
      privateKey,
      command:
        'findmnt -n -o SOURCE /; wc -c /etc/secrets/initrd/authorized_keys; ls /run/keys 2> /dev/null; true',
    });
    expect(seen).toContain('/dev/mapper/crypt-root');
    expect(seen).toMatch(/^0 .*authorized_keys$/m);
    expect(seen).not.toContain('disk.key');
  });

  it('reinstalls an existing cloud VM on UEFI through its rescue system', async () => {
    const running = await start('uefi', 'single-ext4');
    const wish = { scenario: 'cloud-rescue', layout: 'single-ext4' } as const;
    const { outcome } = await install(running, wish);
    expect(outcome.problem).toBeNull();
    expect(outcome.state).toBe('ready');
    expect(outcome.proof?.firstContact).toBe('first-use');
    // Others may have met the lock of a server that was just made (423).
    const armed = running.lab.standIn.calls
      .matching('POST', /enable_rescue$/)
      .filter(({ status }) => status === 201);
    expect(armed).toHaveLength(1);
  });
});

/** Takes the first NVMe away, starts the machine, and looks at it from outside with the customer's key. */
async function expectDegradedBoot(running: Trial, hostKey: string, privateKey: string) {
  const [machine] = running.lab.machines();
  if (machine === undefined) throw new Error('The lab has no machine.');
  await machine.powerOff();
  machine.detachDisk('S64HNE0LAB00001');
  await machine.powerOn({ kind: 'disk' });
  const seen = await sshOnce({
    address: machine.spec.address,
    hostKey,
    privateKey,
    command: 'cat /proc/mdstat; findmnt -n -o TARGET,SOURCE --real; uname -n',
  });
  expect(seen).toContain('[2/1]');
  expect(seen).toMatch(/^\/ +\/dev\/md/m);
  expect(seen).toMatch(/^web-1$/m);
}

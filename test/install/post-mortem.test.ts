import { describe, expect, it } from '@jest/globals';
import type { Provider, RescueAccess } from '../../providers/provider.ts';
import { MachineError } from '../../src/domain/error.ts';
import type { Contact, InstallRun } from '../../src/install/context.ts';
import { EVIDENCE } from '../../src/install/evidence.ts';
import { postMortem } from '../../src/install/post-mortem.ts';
import type { Evidence, InstallRecords, KnownMachine } from '../../src/install/records.ts';
import type { Shell, Shells } from '../../src/ssh/shell.ts';
import { createManualClock } from '../support/clock.ts';
import { EXAMPLE_REQUEST } from '../support/example-request.ts';
import { fake } from '../support/fake.ts';
import { type Records, runInMemory } from '../workflow/memory-context.ts';

const PROBLEM = { code: 'machine.verify-failed', message: 'no', details: {} } as const;
const INSTALLER: Contact = {
  ...{ addresses: [], user: 'root', hostKey: null, access: 'access', bootId: 'b' },
};

/** A machine that answers in its installer, in rescue, or not at all. */
function makeWorld(
  answersIn: 'installer' | 'rescue' | null,
  provider: 'hcloud' | 'ssh' = 'hcloud',
) {
  const told: string[] = [];
  const kept: Evidence[] = [];
  const shell = fake<Shell>({
    run: async (command) => {
      expect(command).toBe(EVIDENCE);
      return { stdout: '== journal\nall is well', stderr: '', exitCode: 0, durationMs: 1 };
    },
  });
  const gone = new MachineError('machine.unreachable', 'nobody answers');
  const shells = fake<Shells>({
    open: async () => (answersIn === 'installer' ? shell : Promise.reject(gone)),
    waitForBoot: async () =>
      answersIn === 'rescue' ? { shell, bootId: 'r', lateByMs: 0 } : Promise.reject(gone),
  });
  const origin = { provider, account: 'main', providerRef: '7' } as const;
  const known: KnownMachine = { origin, addresses: [], serverType: null, location: null };
  const records = fake<InstallRecords>({
    findMachine: async () => known,
    saveEvidence: async (_, evidence) => void kept.push(evidence),
    note: async (_, key, text) => void told.push(`${key}: ${text}`),
    retrying: async () => {},
  });
  const vendor = fake<Provider>({
    abilities: fake<Provider['abilities']>({}),
    rescue: fake<NonNullable<Provider['rescue']>>({
      async armRescue({ ref }) {
        told.push(`arm ${ref}`);
        return fake<RescueAccess>({ user: 'root', hostKey: null });
      },
    }),
    power: fake<NonNullable<Provider['power']>>({
      restart: async (ref) => void told.push(`restart ${ref}`),
    }),
  });
  const clock = createManualClock();
  const keys = fake<InstallRun['deps']['keys']>({
    get: async () => ({ privateKey: 'private', publicKey: 'public' }),
  });
  const deps = fake<InstallRun['deps']>({ shells, records, clock, keys, provider: () => vendor });
  const steps: Records = new Map();
  const look = (phase: InstallRun['phase']) => {
    const run: InstallRun = {
      ...{ installId: 'i', request: EXAMPLE_REQUEST, deps, machineMs: 0, phase },
      installer: INSTALLER,
    };
    return runInMemory(clock, () => postMortem(run, PROBLEM), { records: steps });
  };
  return { told, kept, look };
}

describe('a post-mortem', () => {
  it('is not made where no disk was touched', async () => {
    const world = makeWorld('installer');
    expect(await world.look('kexec')).toBeNull();
    expect(world.told).toEqual([]);
  });

  it('is read from the installer while that answers, without a restart', async () => {
    const world = makeWorld('installer');
    expect(await world.look('install')).toMatchObject({ kind: 'unclear' });
    expect(world.kept).toMatchObject([{ phase: 'install', from: 'installer' }]);
    expect(world.told).toEqual([
      expect.stringMatching(/^mortem: Post-mortem of the phase install/),
    ]);
  });

  it('is read from the installer too where that was not left yet', async () => {
    const world = makeWorld('installer');
    await world.look('reboot');
    expect(world.kept).toMatchObject([{ phase: 'reboot', from: 'installer' }]);
  });

  it('is read from the rescue system after the installer was left, and named', async () => {
    const world = makeWorld('rescue');
    expect(await world.look('verify')).toMatchObject({ kind: 'started-otherwise' });
    expect(world.told.slice(0, 2)).toEqual(['arm 7', 'restart 7']);
    expect(world.kept).toMatchObject([{ phase: 'verify', from: 'rescue system' }]);
  });

  it('is made once, however often the service is restarted', async () => {
    const world = makeWorld('rescue');
    await world.look('verify');
    await world.look('verify');
    expect(world.kept).toHaveLength(1);
    expect(world.told).toHaveLength(3);
  });

  it('says so when nobody answers, and hides no failure by another', async () => {
    const world = makeWorld(null, 'ssh');
    expect(await world.look('install')).toMatchObject({ kind: 'unclear' });
    expect(world.told).toEqual([
      'mortem: Post-mortem of the phase install: The machine could not be asked; nothing more is known. Nothing could be read.',
    ]);
    const lost = makeWorld(null);
    await lost.look('verify');
    expect(lost.told).toContain('mortem.rescue.failed: No post-mortem: nobody answers');
  });
});

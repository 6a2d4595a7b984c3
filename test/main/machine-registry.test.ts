import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Proof } from '../../src/domain/install.ts';
import { PAPERS } from '../../src/domain/managed-machine.ts';
import type { Plan } from '../../src/domain/plan.ts';
import type { InstallRequest } from '../../src/domain/request.ts';
import { createMachineRegistry } from '../../src/main/machine-registry.ts';
import type { OpenDatabase } from '../../src/store/database.ts';
import { openDatabase } from '../../src/store/open.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { exampleFacts, examplePlan } from '../support/example-plan.ts';
import { makeFastDirectory } from '../support/fast-directory.ts';

let root: string;
let database: OpenDatabase;
let store: Store;

beforeAll(async () => {
  root = makeFastDirectory();
  database = await openDatabase({ dataDir: path.join(root, 'registry') });
  store = createStore(database, new Uint8Array(32).fill(7));
}, 60_000);
afterAll(async () => {
  await database.close();
  fs.rmSync(root, { recursive: true, force: true });
});

const PROOF: Proof = {
  address: '192.0.2.7',
  hostKey: 'ssh-ed25519 AAAA',
  knownHostsLine: '192.0.2.7 ssh-ed25519 AAAA',
  firstContact: 'injected',
  bootIdBefore: 'a',
  bootId: 'b',
  systemPath: '/nix/store/a',
  mounts: [],
  arrays: [],
  failedUnits: null,
  checkedAt: '2026-11-22T12:00:00.000Z',
};
const ORIGIN = { provider: 'hcloud', account: 'main', providerRef: '4711' } as const;

/** An install that is about to be called ready. */
async function proven(installId: string, access: 'keep' | undefined): Promise<void> {
  const request: InstallRequest = {
    machine: {
      kind: 'existing',
      existing: { provider: 'hcloud', account: 'main', server: '4711' },
    },
    system: {
      hostname: 'web-1',
      authorizedKeys: [],
      modules: [],
      timeZone: 'UTC',
      stateVersion: '26.05',
    },
    layout: { preset: 'single-ext4', system: {}, data: [], espSizeMib: 512, swapSizeMib: 0 },
    erase: 'planned-disks',
    planDigest: null,
    ...(access === undefined ? {} : { access }),
  };
  await store.installs.insert({ installId, request });
  const known = { origin: ORIGIN, addresses: [], serverType: null, location: null };
  await store.documents.put(installId, 'machine', known);
  await store.documents.put(installId, 'plan', examplePlan('cloud-single'));
  await store.documents.put(installId, 'facts.before', exampleFacts('cloud-single'));
  await store.documents.put(installId, 'facts.installed', exampleFacts('cloud-single'));
  await store.documents.put(installId, 'flake', [{ path: 'flake.nix', text: installId }]);
  const pair = { privateKey: `private ${installId}`, publicKey: 'ssh-ed25519 BBBB' };
  await store.secrets.putIfAbsent(installId, 'key.access', JSON.stringify(pair));
  await store.secrets.putIfAbsent(installId, 'key.finalHost', `host of ${installId}`);
}

describe('an install that is proven', () => {
  it('makes its machine known, with the keys it was allowed to keep and no others', async () => {
    const registry = createMachineRegistry(store);
    await proven('i-1', 'keep');
    await registry.installed('i-1', PROOF);
    await registry.installed('i-1', PROOF);
    const machine = await store.machines.findByOrigin(ORIGIN);
    expect(machine).toMatchObject({ machineId: 'i-1', installId: 'i-1', accessName: 'access.i-1' });
    expect(await store.secrets.find('machine:i-1', 'access.i-1')).toBe('private i-1');
    expect(await store.secrets.find('machine:i-1', 'host.i-1')).toBe('host of i-1');
    const plan = await store.machinePapers.find<Plan>('i-1', PAPERS.plan);
    expect(plan?.system.authorizedKeys.at(-1)).toBe('ssh-ed25519 BBBB ironflake-keeps-access');
    expect(await store.machinePapers.listFacts('i-1', 9)).toHaveLength(1);
  });

  it('keeps the host key of the initrd for the next install, and tells how to unlock', async () => {
    const registry = createMachineRegistry(store);
    await proven('i-1b', 'keep');
    await store.secrets.putIfAbsent('i-1b', 'key.initrdHost', 'initrd of i-1b');
    const unlock = { port: 2222, hostKey: 'ssh-ed25519 CCCC', knownHostsLine: 'line' };
    await registry.installed('i-1b', { ...PROOF, unlock });
    expect(await store.machines.findByOrigin(ORIGIN)).toMatchObject({ unlock });
    expect(await store.secrets.find('machine:i-1', 'initrd.i-1b')).toBe('initrd of i-1b');
  });

  it('is the same machine again, and takes the keys of its former install away', async () => {
    const registry = createMachineRegistry(store);
    await proven('i-2', undefined);
    await registry.installed('i-2', { ...PROOF, systemPath: '/nix/store/b' });
    const machine = await store.machines.findByOrigin(ORIGIN);
    expect(machine).toMatchObject({
      machineId: 'i-1',
      installId: 'i-2',
      accessName: null,
      systemPath: '/nix/store/b',
    });
    expect(await store.secrets.find('machine:i-1', 'access.i-1')).toBeNull();
    expect(await store.secrets.find('machine:i-1', 'host.i-1')).toBeNull();
    expect(await store.secrets.find('machine:i-1', 'initrd.i-1b')).toBeNull();
    expect(machine?.unlock).toBeNull();
    expect(await store.secrets.find('machine:i-1', 'access.i-2')).toBeNull();
    expect(await store.machinePapers.find('i-1', PAPERS.flake)).toEqual([
      { path: 'flake.nix', text: 'i-2' },
    ]);
  });
});

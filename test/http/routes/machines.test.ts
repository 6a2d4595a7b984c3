import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PAPERS } from '../../../src/domain/managed-machine.ts';
import { exampleFacts, examplePlan } from '../../support/example-plan.ts';
import {
  createServiceUnderTest,
  PRIVATE_KEY,
  PUBLIC_KEY,
  type ServiceUnderTest,
} from '../service-under-test.ts';

let service: ServiceUnderTest;

beforeEach(async () => {
  service = await createServiceUnderTest();
});
afterEach(async () => {
  await service.app.close();
});

const get = (url: string, headers = {}) =>
  service.call({ method: 'GET', url, scope: 'read', headers });
const post = (url: string, payload: object, headers = {}) =>
  service.call({ method: 'POST', url, scope: 'install', payload, headers });
const patch = (payload: object, headers = {}) =>
  service.call({ method: 'PATCH', url: '/v1/machines/m-1', scope: 'install', payload, headers });

const ADOPTION = {
  name: 'old-1',
  host: '192.0.2.9',
  hostKey: PUBLIC_KEY,
  privateKey: PRIVATE_KEY,
} as const;

describe('machines', () => {
  it('are listed by their labels', async () => {
    service.machines.add({ labels: { role: 'web' } });
    const names = async (query: string) => (await get(`/v1/machines${query}`)).json().items;
    expect(await names('?label=role%3Dweb')).toHaveLength(1);
    expect(await names('?label=role%3Ddb')).toEqual([]);
  });

  it('are shown with an ETag, and without the name of any secret', async () => {
    service.machines.add();
    const answer = await get('/v1/machines/m-1');
    expect(answer.headers.etag).toBe('"1"');
    expect(answer.json()).toMatchObject({
      hasAccess: true,
      provider: 'hcloud',
      providerRef: '4711',
    });
    expect(answer.text).not.toContain('access.i-1');
  });

  it('are changed only in the version that was read', async () => {
    service.machines.add();
    const first = await patch({ isLocked: true }, { 'if-match': '"1"' });
    const second = await patch({ isLocked: false }, { 'if-match': '"1"' });
    expect([first.status, first.headers.etag, second.status]).toEqual([200, '"2"', 412]);
    expect((await get('/v1/machines/m-1')).json().isLocked).toBe(true);
  });

  it('are watched from the moment a policy is set, and by one watch alone', async () => {
    service.machines.add();
    const answer = await patch({ onUnreachable: { act: 'reboot' } });
    expect(answer.json().onUnreachable).toEqual({
      act: 'reboot',
      afterSeconds: 600,
      everySeconds: 30,
      maxPerDay: 1,
      quietHours: null,
    });
    await patch({ labels: { a: 'b' } });
    await patch({ onUnreachable: null });
    expect(service.machines.runs).toEqual(['watch m-1 1 watch-m-1-1']);
  });

  it('are adopted by address and key, which no answer shows', async () => {
    const answer = await post('/v1/machines', ADOPTION);
    expect(answer.status).toBe(202);
    expect(answer.json()).toMatchObject({ mode: 'reading', providerRef: '192.0.2.9:22' });
    expect(answer.json().hostKey).toBe(PUBLIC_KEY.split(' ').slice(0, 2).join(' '));
    expect(answer.text).not.toContain('canary');
    expect([...service.machines.storedSecrets.values()]).toEqual([PRIVATE_KEY]);
    expect(service.machines.runs[0]).toMatch(/^read-facts /);
    expect((await post('/v1/machines', ADOPTION)).status).toBe(409);
  });

  it('are adopted by their provider too, which must be one of the accounts', async () => {
    const { host: _, ...rest } = ADOPTION;
    const by = { provider: 'hcloud', account: 'main', server: '4713' };
    const answer = await post('/v1/machines', { ...rest, ...by, labels: { team: 'a' } });
    expect(answer.status).toBe(202);
    expect(answer.json()).toMatchObject({
      ...{ provider: 'hcloud', account: 'main', providerRef: '4713', mode: 'reading' },
      ...{ addresses: [], labels: { team: 'a' } },
    });
    const refused = [
      await post('/v1/machines', { ...rest, ...by, account: 'other' }),
      await post('/v1/machines', { ...ADOPTION, ...by }),
      await post('/v1/machines', { ...rest, provider: 'hcloud' }),
      await post('/v1/machines', rest),
    ];
    expect(refused.map(({ status }) => status)).toEqual([422, 400, 400, 400]);
    expect(service.machines.runs).toHaveLength(1);
  });

  it('tell their events after a number', async () => {
    service.machines.add();
    await patch({ isLocked: true });
    await patch({ isLocked: false });
    const page = (await get('/v1/machines/m-1/events?after=1')).json();
    expect(page).toMatchObject({ items: [{ kind: 'changed', eventId: 2 }], lastEventId: 2 });
    expect((await get('/v1/machines/nobody/events')).status).toBe(404);
  });

  it('tell what differs between two readings', async () => {
    service.machines.add();
    const facts = exampleFacts('cloud-single');
    service.machines.addFacts('m-1', facts);
    service.machines.addFacts('m-1', {
      ...facts,
      firmware: facts.firmware === 'bios' ? 'uefi' : 'bios',
    });
    const { items } = (await get('/v1/machines/m-1/facts')).json() as {
      items: { differences: string[] }[];
    };
    expect(items.map(({ differences }) => differences.length)).toEqual([1, 0]);
    expect(items[0]?.differences[0]).toMatch(/^firmware: /);
  });

  it('give their flake as files and as an archive', async () => {
    service.machines.add();
    expect((await get('/v1/machines/m-1/flake')).status).toBe(404);
    await service.machines.papers.put('m-1', PAPERS.flake, [{ path: 'flake.nix', text: '{ }\n' }]);
    expect((await get('/v1/machines/m-1/flake')).json().files).toHaveLength(1);
    const packed = await service.app.inject({
      method: 'GET',
      url: '/v1/machines/m-1/flake',
      headers: { accept: 'application/gzip', authorization: 'Bearer token-of-read' },
    });
    expect(gunzipSync(packed.rawPayload).toString('latin1')).toContain('flake.nix');
  });
});

describe('a deployment', () => {
  const url = '/v1/machines/m-1/deployments';

  it('is started once for one key, and refused for another body under it', async () => {
    service.machines.add();
    await service.machines.papers.put('m-1', PAPERS.plan, examplePlan('cloud-single'));
    const headers = { 'idempotency-key': 'k' };
    const first = await post(url, { modules: ['{ }'] }, headers);
    const again = await post(url, { modules: ['{ }'] }, headers);
    const other = await post(url, { modules: ['{ a = 1; }'] }, headers);
    expect([first.status, again.status, other.status]).toEqual([202, 200, 422]);
    expect(first.json()).toMatchObject({ state: 'queued', kind: 'modules', confirmSeconds: 60 });
    expect(again.json().deploymentId).toBe(first.json().deploymentId);
    expect((await get(String(first.headers.location))).status).toBe(200);
    expect((await get(url)).json().items).toHaveLength(1);
  });

  it('is refused while another one is at work', async () => {
    service.machines.add();
    const flake = { url: 'github:acme/infra', attribute: 'web-1' };
    expect((await post(url, { flake })).status).toBe(202);
    expect((await post(url, { flake })).status).toBe(409);
  });

  it.each([
    ['a locked machine', { isLocked: true }, 409, 'request.machine-locked'],
    ['a machine without access', { accessName: null }, 409, 'request.no-access'],
    ['a machine in rescue', { mode: 'rescue' as const }, 409, 'request.conflict'],
  ])('is refused on %s', async (_, machine, status, code) => {
    service.machines.add(machine);
    const answer = await post(url, { flake: { url: 'github:acme/infra', attribute: 'a' } });
    expect([answer.status, answer.json().code]).toEqual([status, code]);
    expect(service.machines.runs).toEqual([]);
  });

  it('wants exactly one of modules, flake and generation', async () => {
    service.machines.add();
    expect((await post(url, { confirmSeconds: 30 })).status).toBe(400);
    expect((await post(url, { modules: [], generation: 1 })).status).toBe(400);
    expect((await post(url, { generation: 7 })).status).toBe(404);
  });
});

describe('a reinstall', () => {
  const url = '/v1/machines/m-1/reinstall';
  const request = {
    machine: { kind: 'order' },
    system: { hostname: 'web-1', authorizedKeys: [PUBLIC_KEY], modules: ['{ }'] },
    layout: {
      preset: 'single-ext4',
      system: {},
      data: [{ select: { kind: 'hdd' }, mountpoint: '/data', preset: 'single-ext4' }],
      espSizeMib: 512,
      swapSizeMib: 0,
    },
  };

  beforeEach(async () => {
    await service.machines.papers.put('m-1', PAPERS.request, request);
    service.machines.storedSecrets.set('machine:m-1/host.i-1', 'the pair');
  });

  it('is an ordinary install on the machine, with its data kept and its host key', async () => {
    service.machines.add();
    const answer = await post(url, { erase: 'planned-disks', system: { modules: [] } });
    expect(answer.status).toBe(202);
    const installId = String(answer.json().installId);
    const [stored] = service.ports.storedRequests();
    expect(stored).toMatchObject({
      machine: { kind: 'existing', existing: { provider: 'hcloud', server: '4711' } },
      system: { hostname: 'web-1', modules: [] },
      layout: { data: [{ mountpoint: '/data', keep: true }] },
      erase: 'planned-disks',
      access: 'keep',
    });
    expect(service.ports.storedSecrets.get(`${installId}/key.finalHost`)).toBe('the pair');
    expect((await post(url, { erase: 'planned-disks' })).status).toBe(409);
  });

  it('wipes data groups only where that is said', async () => {
    service.machines.add();
    await post(url, { erase: 'planned-disks', keepData: false });
    const [stored] = service.ports.storedRequests();
    expect(stored?.layout.data).toEqual(request.layout.data);
  });

  it('needs leave to wipe, an unlocked machine, and a host key that is held', async () => {
    service.machines.add();
    expect((await post(url, {})).status).toBe(400);
    service.machines.add({ isLocked: true });
    expect((await post(url, { erase: 'planned-disks' })).json().code).toBe(
      'request.machine-locked',
    );
    service.machines.add({ installId: 'i-2' });
    expect((await post(url, { erase: 'planned-disks' })).json().code).toBe('request.no-access');
    expect(service.ports.storedRequests()).toEqual([]);
    const renewed = await post(url, { erase: 'planned-disks', hostKey: 'renew' });
    expect(renewed.status).toBe(202);
  });

  it('of a host that is simply there goes over the kept access, with its host key pinned', async () => {
    const origin = { provider: 'ssh', account: null, providerRef: '192.0.2.7:22' } as const;
    const machine = service.machines.add({ origin });
    service.machines.storedSecrets.set('machine:m-1/access.i-1', 'the way in');
    const { installId } = (await post(url, { erase: 'planned-disks' })).json();
    expect(service.ports.storedRequests()[0]?.machine).toEqual({
      kind: 'existing',
      existing: {
        provider: 'ssh',
        host: '192.0.2.7',
        port: 22,
        user: 'root',
        hostKey: machine.hostKey,
      },
    });
    expect(service.ports.storedSecrets.get(`${installId}/given-access`)).toBe('the way in');
  });
});

describe('rescue', () => {
  const url = '/v1/machines/m-1/rescue';
  const back = () => service.call({ method: 'DELETE', url, scope: 'install' });

  it('is entered once, and left only from there', async () => {
    service.machines.add();
    expect((await back()).status).toBe(409);
    const answer = await post(url, { authorizedKey: PUBLIC_KEY });
    expect([answer.status, answer.json().mode]).toEqual([202, 'entering-rescue']);
    expect((await post(url, { authorizedKey: PUBLIC_KEY })).status).toBe(409);
    service.machines.add({ mode: 'rescue' });
    expect((await back()).json().mode).toBe('leaving-rescue');
    expect(service.machines.runs.map((run) => run.split(' ')[0])).toEqual([
      'enter-rescue',
      'leave-rescue',
    ]);
  });

  it('is refused for a locked machine, and for one without a provider', async () => {
    service.machines.add({ isLocked: true });
    expect((await post(url, { authorizedKey: PUBLIC_KEY })).status).toBe(409);
    service.machines.add({ origin: { provider: 'ssh', account: null, providerRef: 'h:22' } });
    expect((await post(url, { authorizedKey: PUBLIC_KEY })).status).toBe(409);
    expect(service.machines.runs).toEqual([]);
  });
});

describe('unlocking', () => {
  const url = '/v1/machines/m-1/unlock';
  const unlock = { port: 2222, hostKey: 'ssh-ed25519 CCCC', knownHostsLine: 'line' };
  const passphrase = 'correct horse';

  it('seals the passphrase for one run, and shows it nowhere', async () => {
    service.machines.add({ unlock });
    const answer = await post(url, { passphrase });
    expect(answer.status).toBe(202);
    expect(answer.json().unlock).toEqual(unlock);
    const [run = ''] = service.machines.runs;
    const [, machineId, runId] = /^unlock (\S+) (\S+)/.exec(run) ?? [];
    expect(machineId).toBe('m-1');
    const sealed = service.machines.storedSecrets.get(`machine:m-1/passphrase.${runId}`);
    expect(sealed).toBe(passphrase);
    expect(JSON.stringify(answer.json())).not.toContain('horse');
  });

  it('is refused where nothing is encrypted, and where the initrd lets us in no more', async () => {
    service.machines.add();
    expect((await post(url, { passphrase })).json().code).toBe('request.conflict');
    service.machines.add({ unlock, accessName: null });
    const refused = (await post(url, { passphrase })).json();
    expect(refused.code).toBe('request.no-access');
    expect(refused.detail).toContain('ssh -t -p 2222 root@');
    expect(service.machines.runs).toEqual([]);
  });
});

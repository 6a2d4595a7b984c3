import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { examplePlan } from '../../support/example-plan.ts';
import {
  createServiceUnderTest,
  EXISTING,
  ORDER,
  PRIVATE_KEY,
  type ServiceUnderTest,
  SSH_HOST,
} from '../service-under-test.ts';

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await createServiceUnderTest();
});

afterAll(async () => {
  await service.app.close();
});

const post = { method: 'POST', url: '/v1/installs' } as const;

describe('POST /v1/installs', () => {
  it('accepts an install on a machine that exists and names where to look', async () => {
    const answer = await service.call({ ...post, scope: 'install', payload: EXISTING });
    const { installId, state, hostname } = answer.json();
    expect(answer.status).toBe(202);
    expect(answer.headers.location).toBe(`/v1/installs/${String(installId)}`);
    expect({ state, hostname }).toEqual({ state: 'queued', hostname: 'web-1' });
    expect(service.ports.engineCalls).toContain(`run install ${String(installId)}`);
  });

  it('asks for the scope order before it orders anything', async () => {
    const refused = await service.call({ ...post, scope: 'install', payload: ORDER });
    expect(refused.status).toBe(403);
    expect(
      service.ports.storedRequests().filter(({ machine }) => machine.kind === 'order'),
    ).toEqual([]);
    const accepted = await service.call({ ...post, scope: 'order', payload: ORDER });
    expect(accepted.status).toBe(202);
  });

  it('gives leave to one that waits for it, and tries one again that failed', async () => {
    // Of its own: the others count what is there.
    const own = await createServiceUnderTest();
    const { erase: _, ...payload } = EXISTING;
    const id = await own.start(payload);
    const planDigest = 'a'.repeat(64);
    const permit = { method: 'POST', url: `/v1/installs/${id}/permit`, scope: 'install' } as const;
    expect((await own.call({ ...permit, payload: { planDigest } })).status).toBe(409);
    own.ports.putDocument(id, 'plan', { ...examplePlan('cloud-single'), digest: planDigest });
    own.ports.tell(id, { state: 'waiting-for-permit' }, { kind: 'resumed' });
    const given = await own.call({ ...permit, payload: { planDigest } });
    expect([given.status, given.json().state]).toEqual([202, 'waiting-for-permit']);
    own.ports.tell(id, { state: 'failed' }, { kind: 'resumed' });
    const retry = { ...permit, url: `/v1/installs/${id}/retry`, payload: {} };
    const answers = [await own.call(retry), await own.call(retry)];
    expect(answers.map(({ status }) => status)).toEqual([202, 200]);
    expect(answers[0]?.json()).toMatchObject({ retryOf: id, state: 'queued' });
    expect(answers[0]?.headers.location).toBe(answers[1]?.headers.location);
    await own.app.close();
  });

  it('refuses an account that is not configured', async () => {
    const machine = { existing: { provider: 'hcloud', account: 'other', server: '1' } };
    const answer = await service.call({
      ...post,
      scope: 'admin',
      payload: { ...EXISTING, machine },
    });
    expect(answer.status).toBe(422);
    expect(answer.json()).toMatchObject({
      code: 'request.no-such-account',
      details: { account: 'other' },
    });
  });

  it('tells a passphrase that it made only to who starts the install', async () => {
    const payload = { ...EXISTING, layout: { preset: 'single-ext4', luks: true } };
    const headers = { 'idempotency-key': 'luks-1' };
    const start = () => service.call({ ...post, scope: 'admin', payload, headers });
    const first = (await start()).json();
    expect(first.diskPassphrase).toMatch(/^[a-x2-9.]{29}$/);
    expect((await start()).json().diskPassphrase).toBe(first.diskPassphrase);
    const url = `/v1/installs/${String(first.installId)}`;
    const read = await service.call({ method: 'GET', url, scope: 'admin' });
    expect(read.status).toBe(200);
    expect(read.json()).not.toHaveProperty('diskPassphrase');
  });

  it('seals the caller’s own passphrase, and refuses one that encrypts nothing', async () => {
    const diskPassphrase = 'correct horse battery staple';
    const layout = { preset: 'single-ext4', luks: true };
    const payload = { ...EXISTING, layout, diskPassphrase };
    const answer = await service.call({ ...post, scope: 'admin', payload });
    expect(answer.status).toBe(202);
    expect(JSON.stringify(answer.json())).not.toContain('horse');
    expect(JSON.stringify(service.ports.storedRequests())).not.toContain('horse');
    const idle = await service.call({
      ...post,
      scope: 'admin',
      payload: { ...EXISTING, diskPassphrase },
    });
    expect(idle.status).toBe(400);
    expect(idle.json().code).toBe('request.invalid');
  });

  it('answers a repeated key with the same install as it is now', async () => {
    const headers = { 'idempotency-key': 'k1' };
    const first = await service.call({ ...post, scope: 'admin', payload: EXISTING, headers });
    const installId = String(first.json().installId);
    service.ports.tell(installId, { state: 'running', phase: 'reach' }, { kind: 'resumed' });
    const again = await service.call({ ...post, scope: 'admin', payload: EXISTING, headers });
    expect(again.status).toBe(200);
    expect(again.json()).toMatchObject({ installId, state: 'running', phase: 'reach' });
    expect(service.ports.engineCalls.filter((one) => one.includes(installId))).toHaveLength(1);
  });

  it('refuses another body under a used key', async () => {
    const headers = { 'idempotency-key': 'k2' };
    await service.call({ ...post, scope: 'admin', payload: EXISTING, headers });
    const answer = await service.call({ ...post, scope: 'admin', payload: ORDER, headers });
    expect(answer.status).toBe(422);
    expect(answer.json().code).toBe('request.idempotency-key-reused');
  });

  it('keeps the secret files of a system in the sealed store alone', async () => {
    const files = [{ path: '/var/lib/token', secret: 'canary-of-a-file' }];
    const payload = { ...EXISTING, system: { ...EXISTING.system, files } };
    const answer = await service.call({ ...post, scope: 'admin', payload });
    const installId = String(answer.json().installId);
    const stored = service.ports.storedSecrets.get(`${installId}/file:/var/lib/token`);
    expect(stored).toBe('canary-of-a-file');
    expect(JSON.stringify(service.ports.storedRequests())).not.toContain('canary');
    expect(answer.text).not.toContain('canary');
  });

  it('keeps a private key in the sealed store alone', async () => {
    const answer = await service.call({ ...post, scope: 'admin', payload: SSH_HOST });
    const installId = String(answer.json().installId);
    expect(service.ports.storedSecrets.get(`${installId}/given-access`)).toBe(PRIVATE_KEY);
    expect(JSON.stringify(service.ports.storedRequests())).not.toContain('canary');
    expect(answer.text).not.toContain('canary');
  });

  it('does not repeat a private key in a problem', async () => {
    const machine = { existing: { ...SSH_HOST.machine.existing, port: 'x' } };
    const answer = await service.call({
      ...post,
      scope: 'admin',
      payload: { ...SSH_HOST, machine },
    });
    expect(answer.status).toBe(400);
    expect(answer.text).not.toContain('canary');
  });
});

describe('GET /v1/installs', () => {
  it('lists newest first, page by page, to the end', async () => {
    const ids = [await service.start(), await service.start(), await service.start()];
    for (const id of ids) service.ports.tell(id, { state: 'failed' }, { kind: 'resumed' });
    const path = '/v1/installs?state=failed&limit=2';
    const first = (await service.call({ url: path, scope: 'read' })).json();
    const url = `${path}&cursor=${String(first.nextCursor)}`;
    const second = (await service.call({ url, scope: 'read' })).json();
    expect([first.items, second.items].flat()).toMatchObject(
      ids.toReversed().map((installId) => ({ installId })),
    );
    expect(second.nextCursor).toBeNull();
  });

  it('shows one state when asked', async () => {
    const installId = await service.start();
    await service.start();
    service.ports.tell(installId, { state: 'cancelled' }, { kind: 'cancelled' });
    const { items } = (
      await service.call({ url: '/v1/installs?state=cancelled', scope: 'read' })
    ).json();
    expect(items).toMatchObject([{ installId, state: 'cancelled' }]);
  });

  it('refuses a state that does not exist', async () => {
    const answer = await service.call({ url: '/v1/installs?state=done', scope: 'read' });
    expect(answer.json()).toMatchObject({
      code: 'request.invalid',
      errors: [{ pointer: '/state' }],
    });
  });
});

describe('GET /v1/installs/{installId}', () => {
  it('shows the problem of a failed install with its advice', async () => {
    const installId = await service.start();
    const problem = {
      code: 'machine.unreachable',
      message: 'No answer for 120 s.',
      details: {},
    } as const;
    service.ports.tell(installId, { state: 'failed', problem }, { kind: 'failed', problem });
    const { problem: shown } = (
      await service.call({ url: `/v1/installs/${installId}`, scope: 'read' })
    ).json();
    expect(shown).toMatchObject({
      type: 'urn:ironflake:error:machine.unreachable',
      detail: 'No answer for 120 s.',
      advice: expect.stringContaining('firewall'),
    });
  });

  it('shows machine, timings and proof once they are known', async () => {
    const installId = await service.start();
    service.ports.putDocument(installId, 'machine', {
      origin: { provider: 'hcloud', account: 'main', providerRef: '4711' },
      addresses: [{ host: '203.0.113.7', port: 22 }],
      serverType: 'cx33',
    });
    const ended = { kind: 'phase-ended', phase: 'reach', totalMs: 9, machineMs: 7 } as const;
    service.ports.tell(installId, { phase: 'reach' }, { kind: 'phase-started', phase: 'reach' });
    service.ports.tell(installId, {}, ended);
    service.ports.tell(
      installId,
      { state: 'ready', proof: PROOF },
      { kind: 'ready', proof: PROOF },
    );
    const answer = await service.call({ url: `/v1/installs/${installId}`, scope: 'read' });
    expect(answer.json()).toMatchObject({
      state: 'ready',
      machine: { providerRef: '4711' },
      timings: [{ phase: 'reach', totalMs: 9, machineMs: 7 }],
      knownHosts: PROOF.knownHostsLine,
    });
  });

  it('answers 404 for an install that does not exist', async () => {
    expect((await service.call({ url: '/v1/installs/none', scope: 'read' })).status).toBe(404);
  });
});

describe('POST /v1/installs/{installId}/cancel', () => {
  it('marks the install, tells the engine, and may be repeated', async () => {
    const installId = await service.start();
    const cancel = {
      method: 'POST',
      url: `/v1/installs/${installId}/cancel`,
      scope: 'install',
    } as const;
    const answer = await service.call(cancel);
    expect(answer.status).toBe(202);
    expect(answer.json().state).toBe('cancelling');
    expect((await service.call(cancel)).status).toBe(202);
    expect(service.ports.engineCalls).toContain(`cancel ${installId}`);
  });

  it('refuses an install that has ended', async () => {
    const installId = await service.start();
    service.ports.tell(
      installId,
      { state: 'ready', proof: PROOF },
      { kind: 'ready', proof: PROOF },
    );
    const url = `/v1/installs/${installId}/cancel`;
    const answer = await service.call({ method: 'POST', url, scope: 'install' });
    expect(answer.status).toBe(409);
    expect(answer.json().code).toBe('request.not-cancellable');
  });
});

describe('GET /v1/installs/{installId}/flake', () => {
  const files = [{ path: 'flake.nix', text: '{ }\n' }];

  it('answers 404 until the plan is made, and says so', async () => {
    const installId = await service.start();
    const answer = await service.call({ url: `/v1/installs/${installId}/flake`, scope: 'read' });
    expect(answer.status).toBe(404);
    expect(answer.json().detail).toContain('plan');
  });

  it('gives the files as JSON', async () => {
    const installId = await service.start();
    service.ports.putDocument(installId, 'flake', files);
    const answer = await service.call({ url: `/v1/installs/${installId}/flake`, scope: 'read' });
    expect(answer.json()).toEqual({ installId, files });
  });

  it('gives a tar archive when that is accepted', async () => {
    const installId = await service.start();
    service.ports.putDocument(installId, 'flake', files);
    const answer = await service.app.inject({
      url: `/v1/installs/${installId}/flake`,
      headers: { accept: 'application/gzip', authorization: 'Bearer token-of-read' },
    });
    expect(answer.headers['content-type']).toBe('application/gzip');
    expect(gunzipSync(answer.rawPayload).subarray(0, 9).toString()).toBe('flake.nix');
  });
});

const PROOF = {
  address: '203.0.113.7',
  hostKey: 'ssh-ed25519 AAAA',
  knownHostsLine: '203.0.113.7 ssh-ed25519 AAAA',
  firstContact: 'first-use',
  bootIdBefore: 'a',
  bootId: 'b',
  systemPath: '/nix/store/x-nixos-system',
  mounts: [{ mountpoint: '/', source: '/dev/sda3', serials: ['S1'] }],
  arrays: [],
  failedUnits: null,
  checkedAt: '2026-11-22T12:00:00.000Z',
} as const;

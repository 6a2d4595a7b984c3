import { afterEach, describe, expect, it } from '@jest/globals';
import {
  newPublicKey,
  openProject,
  orderBody,
  type ProjectUnderTest,
} from './project-under-test.ts';

let project: ProjectUnderTest;
afterEach(() => project.close());

async function open(options = {}) {
  project = await openProject(options);
}

describe('the catalog', () => {
  it.each([
    '/server_types',
    '/server_types?name=cx33',
    '/server_types/115',
    '/locations',
    '/locations/1',
    '/images?type=system&architecture=x86&per_page=50',
    '/images/310557660',
    '/pricing',
  ])('answers %s in the shape of the vendor', async (path) => {
    await open();
    expect((await project.call('GET', path)).status).toBe(200);
  });

  it('shows stock for each location', async () => {
    await open();
    project.standIn.state.setStock('cx33', 'nbg1', false);
    const answer = await project.call('GET', '/server_types?name=cx33');
    expect(answer.get('server_types', 0, 'locations', 0)).toMatchObject({
      name: 'fsn1',
      available: true,
    });
    expect(answer.get('server_types', 0, 'locations', 1)).toMatchObject({
      name: 'nbg1',
      available: false,
    });
  });

  it('hides deprecated images unless they are asked for', async () => {
    await open();
    const hidden = await project.call('GET', '/images?name=debian-11');
    const shown = await project.call('GET', '/images?name=debian-11&include_deprecated=true');
    expect(hidden.get('images')).toEqual([]);
    expect(shown.get('images', 0, 'deprecated')).toBe('2026-08-31T00:00:00Z');
  });

  it('knows one image name once for each architecture', async () => {
    await open();
    const all = await project.call('GET', '/images?name=debian-13');
    expect(all.get('meta', 'pagination', 'total_entries')).toBe(2);
    const arm = await project.call('GET', '/images?name=debian-13&architecture=arm');
    expect(arm.get('images', 0, 'architecture')).toBe('arm');
  });

  it('answers 410 for datacenters', async () => {
    await open();
    const answer = await project.call('GET', '/datacenters');
    expect([answer.status, answer.get('error', 'code')]).toEqual([410, 'deprecated_api_endpoint']);
    expect(answer.get('error', 'details', 'announcement')).toContain('removing-datacenters');
  });
});

describe('SSH keys', () => {
  it('are found by name, by MD5 fingerprint and by label', async () => {
    await open();
    const body = { name: 'ops', public_key: newPublicKey(), labels: { op: '7' } };
    const made = await project.call('POST', '/ssh_keys', body);
    await project.addKey('other');
    expect(made.status).toBe(201);
    const fingerprint = made.get('ssh_key', 'fingerprint');
    expect(fingerprint).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
    for (const query of ['name=ops', `fingerprint=${fingerprint}`, 'label_selector=op=7']) {
      const list = await project.call('GET', `/ssh_keys?${query}`);
      expect(list.get('meta', 'pagination', 'total_entries')).toBe(1);
      expect(list.get('ssh_keys', 0, 'public_key')).toBe(body.public_key);
    }
  });

  it('have the fingerprint that ssh-keygen -E md5 prints', async () => {
    await open();
    const public_key =
      'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f test';
    const made = await project.call('POST', '/ssh_keys', { name: 'fixed', public_key });
    expect(made.get('ssh_key', 'fingerprint')).toBe(
      '0f:a2:0a:d7:38:3e:65:45:08:6b:63:84:1c:ff:dc:ba',
    );
  });

  it('are refused when name or key is already there', async () => {
    await open();
    const public_key = newPublicKey();
    await project.call('POST', '/ssh_keys', { name: 'ops', public_key });
    const sameName = await project.call('POST', '/ssh_keys', {
      name: 'ops',
      public_key: newPublicKey(),
    });
    const sameKey = await project.call('POST', '/ssh_keys', {
      name: 'x',
      public_key: `${public_key} y`,
    });
    for (const answer of [sameName, sameKey]) {
      expect([answer.status, answer.get('error', 'code')]).toEqual([409, 'uniqueness_error']);
    }
  });

  it('are refused when they are none', async () => {
    await open();
    for (const public_key of ['', 'ssh-ed25519 AAAA', 'ssh-rsa AAAAC3NzaC1lZDI1NTE5']) {
      const answer = await project.call('POST', '/ssh_keys', { name: 'ops', public_key });
      expect(answer.status).toBe(422);
    }
  });

  it('are renamed and deleted; a deleted one is gone', async () => {
    await open();
    const id = await project.addKey('ops');
    const renamed = await project.call('PUT', `/ssh_keys/${id}`, { name: 'dev' });
    expect(renamed.get('ssh_key', 'name')).toBe('dev');
    expect((await project.call('DELETE', `/ssh_keys/${id}`)).status).toBe(204);
    expect((await project.call('DELETE', `/ssh_keys/${id}`)).status).toBe(404);
  });
});

describe('the door', () => {
  it('refuses a missing and a wrong token', async () => {
    await open();
    const none = await project.send('GET', '/servers');
    const wrong = await project.send('GET', '/servers', { headers: { authorization: 'Bearer x' } });
    expect([none.status, none.get('error', 'code')]).toEqual([401, 'unauthorized']);
    expect([wrong.status, wrong.get('error', 'code')]).toEqual([401, 'unauthorized']);
    expect(none.get('error', 'message')).not.toBe(wrong.get('error', 'message'));
  });

  it('tells an unknown path before it looks at the token, and a wrong method after', async () => {
    await open();
    expect((await project.send('GET', '/nothing')).status).toBe(404);
    const authorization = `Bearer ${project.listening.token}`;
    const wrong = await project.send('PATCH', '/servers', { headers: { authorization } });
    expect([wrong.status, wrong.get('error', 'code')]).toEqual([405, 'method_not_allowed']);
  });

  it('stands below /v1 and nowhere else', async () => {
    await open();
    const root = project.listening.endpoint.replace(/\/v1$/, '');
    const headers = { authorization: `Bearer ${project.listening.token}` };
    expect((await fetch(`${root}/servers`, { headers })).status).toBe(404);
  });

  it('refuses a body that is no JSON object', async () => {
    await open();
    const authorization = `Bearer ${project.listening.token}`;
    for (const body of ['{', '[]', '"x"']) {
      const answer = await project.send('POST', '/servers', { headers: { authorization }, body });
      expect([answer.status, answer.get('error', 'code')]).toEqual([400, 'json_error']);
    }
  });

  it('gives every answer an id of its own', async () => {
    await open();
    const ids = await Promise.all(
      ['/servers', '/nothing'].map(async (path) =>
        (await project.send('GET', path)).headers.get('x-correlation-id'),
      ),
    );
    expect(new Set(ids).size).toBe(2);
    expect(ids).not.toContain(null);
  });

  it('lets a burst through, then one request for each second of waiting', async () => {
    await open({ requestsPerHour: 3600 });
    const now = project.clock.now() / 1000;
    const first = await project.call('GET', '/locations');
    expect(first.headers.get('ratelimit-limit')).toBe('3600');
    expect(first.headers.get('ratelimit-remaining')).toBe('3599');
    expect(first.headers.get('ratelimit-reset')).toBe(String(now + 1));
  });

  it('answers 429 when the bucket is empty', async () => {
    await open({ requestsPerHour: 2 });
    await project.call('GET', '/locations');
    await project.call('GET', '/locations');
    const refused = await project.call('GET', '/locations');
    expect([refused.status, refused.get('error', 'code')]).toEqual([429, 'rate_limit_exceeded']);
    expect(refused.headers.get('ratelimit-remaining')).toBe('0');
    await project.clock.advance(1_800_000);
    expect((await project.call('GET', '/locations')).status).toBe(200);
  });
});

describe('the door for the lab', () => {
  it('lists calls without tokens and state without secrets', async () => {
    await open();
    await project.addServer({ name: 'web-1', user_data: 'top-secret', labels: { op: '1' } });
    const calls = await project.lab('GET', '/calls');
    expect(calls.get('calls', 0)).toMatchObject({
      sequence: 1,
      method: 'POST',
      path: '/servers',
      status: 201,
      isAnswerLost: false,
    });
    const state = await project.lab('GET', '/state');
    expect(state.get('servers', 0)).toMatchObject({
      name: 'web-1',
      power: 'on',
      status: 'running',
    });
    expect(state.get('servers', 0, 'boots', 0, 'kind')).toBe('image');
    expect(calls.text + state.text).not.toContain(project.listening.token);
    expect(state.text).not.toContain('top-secret');
  });

  it('takes faults, and refuses what is none', async () => {
    await open();
    const effect = { kind: 'reply', status: 502 };
    expect((await project.lab('POST', '/faults', { path: '^/servers', effect })).status).toBe(201);
    expect((await project.send('GET', '/servers')).status).toBe(502);
    for (const fault of [
      { path: 'x' },
      { effect },
      { path: '(', effect },
      { path: 'x', effect: { kind: 'fire' } },
    ]) {
      expect((await project.lab('POST', '/faults', fault)).status).toBe(422);
    }
  });

  it('forgets its faults on request', async () => {
    await open();
    await project.lab('POST', '/faults', { path: '.', effect: { kind: 'lost-answer' } });
    expect((await project.lab('GET', '/faults')).get('faults', 0, 'times')).toBe(1);
    await project.lab('DELETE', '/faults');
    expect((await project.call('GET', '/servers')).status).toBe(200);
  });

  it('reaches the disks, power and console of a machine by its name', async () => {
    await open();
    const { machine } = await project.addServer({ name: 'web-1' });
    await project.lab('POST', '/machines/web-1/detach-disk', { serial: 'S1' });
    await project.lab('POST', '/machines/web-1/power-cycle');
    await project.lab('POST', '/machines/web-1/attach-disk', { serial: 'S1' });
    expect(machine.acts).toEqual([
      'powerOn',
      'detachDisk S1',
      'powerOff',
      'powerOn',
      'attachDisk S1',
    ]);
    const console = await project.lab('GET', '/machines/web-1/console');
    expect(console.get('text')).toBe('booted from image\nbooted from disk\n');
    expect((await project.lab('GET', '/machines/nobody/console')).status).toBe(404);
  });

  it('boots an armed rescue system on a power cycle', async () => {
    await open();
    const { id, machine } = await project.addServer({ name: 'web-1' });
    await project.call('POST', `/servers/${id}/actions/enable_rescue`, {});
    await project.settle();
    await project.lab('POST', '/machines/web-1/power-cycle');
    expect(machine.boots.at(-1)?.kind).toBe('rescue');
  });

  it('makes a type sold out', async () => {
    await open();
    await project.lab('POST', '/stock', { serverType: 'cx23', location: 'fsn1', available: false });
    expect((await project.call('POST', '/servers', orderBody('web-1'))).status).toBe(412);
  });
});

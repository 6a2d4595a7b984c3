import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ACTION_MS, openProject, orderBody, type ProjectUnderTest } from './project-under-test.ts';

let project: ProjectUnderTest;
beforeEach(async () => {
  project = await openProject();
});
afterEach(() => project.close());

describe('creating a server', () => {
  it('answers 201 with a preliminary server and every action to wait for', async () => {
    const answer = await project.call('POST', '/servers', orderBody('web-1'));
    expect(answer.status).toBe(201);
    expect(answer.get('server', 'status')).toBe('initializing');
    expect(answer.get('server', 'public_net', 'ipv4', 'ip')).toBe('127.9.0.1');
    expect(answer.get('action', 'command')).toBe('create_server');
    expect(answer.get('next_actions', 0, 'command')).toBe('start_server');
    expect(answer.get('next_actions', 0, 'status')).toBe('running');
  });

  it('starts the image once both actions have run, in their order', async () => {
    const answer = await project.call('POST', '/servers', orderBody('web-1'));
    const path = `/servers/${answer.get('server', 'id')}`;
    await project.clock.advance(ACTION_MS);
    expect((await project.call('GET', path)).get('server', 'status')).toBe('starting');
    expect(project.machines[0]?.boots).toEqual([]);
    await project.clock.advance(ACTION_MS);
    const server = await project.call('GET', path);
    expect(server.get('server', 'status')).toBe('running');
    expect(server.get('server', 'locked')).toBe(false);
    expect(project.machines[0]?.boots.map(({ kind }) => kind)).toEqual(['image']);
  });

  it('hands keys, name and user data to the first boot of the image, and to no other', async () => {
    const keyId = await project.addKey('ops');
    const userData = '#cloud-config\n';
    const { id, machine } = await project.addServer({ ssh_keys: ['ops'], user_data: userData });
    await project.call('POST', `/servers/${id}/actions/reset`);
    await project.settle();
    const key = (await project.call('GET', `/ssh_keys/${keyId}`)).get('ssh_key', 'public_key');
    expect(machine.boots).toEqual([
      { kind: 'image', hostname: 'web-1', authorizedKeys: [key], userData },
      { kind: 'disk' },
    ]);
  });

  it('leaves the server off when it is not to be started', async () => {
    const { id, machine } = await project.addServer({ start_after_create: false });
    expect((await project.call('GET', `/servers/${id}`)).get('server', 'status')).toBe('off');
    expect(machine.boots).toEqual([]);
  });

  it('makes a root password only when no key is given', async () => {
    await project.addKey('ops');
    const without = await project.call('POST', '/servers', orderBody('a'));
    const withKey = await project.call('POST', '/servers', {
      ...orderBody('b'),
      ssh_keys: ['ops'],
    });
    expect(typeof without.get('root_password')).toBe('string');
    expect(withKey.get('root_password')).toBe(null);
  });

  it('answers null for an address family that was not wanted', async () => {
    const { id } = await project.addServer({ public_net: { enable_ipv4: false } });
    const server = await project.call('GET', `/servers/${id}`);
    expect(server.get('server', 'public_net', 'ipv4')).toBe(null);
    expect(server.get('server', 'public_net', 'ipv6', 'ip')).toMatch(/^2001:db8:.*::\/64$/);
  });

  it('refuses a name that another server has, and makes nothing', async () => {
    await project.addServer({ name: 'web-1' });
    const second = await project.call('POST', '/servers', orderBody('web-1'));
    expect(second.status).toBe(409);
    expect(second.get('error', 'code')).toBe('uniqueness_error');
    expect(second.get('error', 'details', 'fields')).toEqual([{ name: 'name' }]);
    expect(project.machines).toHaveLength(1);
  });

  it('refuses what is sold out with 412, and only there', async () => {
    project.standIn.state.setStock('cx23', 'fsn1', false);
    const there = await project.call('POST', '/servers', orderBody('web-1'));
    expect([there.status, there.get('error', 'code')]).toEqual([412, 'resource_unavailable']);
    const elsewhere = { ...orderBody('web-1'), location: 'nbg1' };
    expect((await project.call('POST', '/servers', elsewhere)).status).toBe(201);
  });

  it.each([
    ['name', { name: 'not a host name' }],
    ['name', { name: undefined }],
    ['server_type', { server_type: 'cx0' }],
    ['image', { image: 'windows-3.11' }],
    ['image', { server_type: 'cax11', image: 310557660 }],
    ['location', { location: 'moon1' }],
    ['location', { server_type: 'cax11', location: 'nbg1' }],
    ['ssh_keys', { ssh_keys: ['nobody'] }],
    ['user_data', { user_data: 'x'.repeat(32 * 1024 + 1) }],
    ['labels', { labels: { 'hetzner.cloud/x': 'y' } }],
    ['public_net', { public_net: { enable_ipv4: false, enable_ipv6: false } }],
    ['datacenter', { datacenter: 'fsn1-dc14' }],
    ['start_after_create', { start_after_create: 'yes' }],
  ])('refuses a bad %s with its field: %j', async (field, change) => {
    const answer = await project.call('POST', '/servers', { ...orderBody('web-1'), ...change });
    expect([answer.status, answer.get('error', 'code')]).toEqual([422, 'invalid_input']);
    expect(answer.get('error', 'details', 'fields', 0, 'name')).toBe(field);
    expect(project.machines).toHaveLength(0);
  });

  it('takes user data of exactly 32 KiB', async () => {
    const body = { ...orderBody('web-1'), user_data: 'x'.repeat(32 * 1024) };
    expect((await project.call('POST', '/servers', body)).status).toBe(201);
  });
});

describe('finding servers', () => {
  it('filters by name, label selector and status', async () => {
    await project.addServer({ name: 'a', labels: { op: '1' } });
    await project.addServer({ name: 'b', labels: { op: '2' }, start_after_create: false });
    const names = async (query: string) => {
      const list = await project.call('GET', `/servers?${query}`);
      return [list.get('servers', 0, 'name'), list.get('meta', 'pagination', 'total_entries')];
    };
    expect(await names('name=b')).toEqual(['b', 1]);
    expect(await names('label_selector=op%3D%3D1')).toEqual(['a', 1]);
    expect(await names('status=off')).toEqual(['b', 1]);
    expect(await names('status=off&status=running')).toEqual(['a', 2]);
    expect(await names('name=c')).toEqual([undefined, 0]);
  });

  it('cuts lists into pages', async () => {
    for (const name of ['a', 'b', 'c']) await project.addServer({ name });
    const first = await project.call('GET', '/servers?per_page=2&sort=name:desc');
    expect(first.get('servers', 0, 'name')).toBe('c');
    expect(first.get('meta', 'pagination')).toEqual({
      page: 1,
      per_page: 2,
      previous_page: null,
      next_page: 2,
      last_page: 2,
      total_entries: 3,
    });
    const second = await project.call('GET', '/servers?per_page=2&page=2&sort=name:desc');
    expect(second.get('servers', 0, 'name')).toBe('a');
    expect(second.get('meta', 'pagination', 'next_page')).toBe(null);
  });

  it('answers 404 for a server that is not there', async () => {
    const answer = await project.call('GET', '/servers/1');
    expect([answer.status, answer.get('error', 'code')]).toEqual([404, 'not_found']);
  });
});

describe('changing a server', () => {
  it('replaces the whole set of labels', async () => {
    const { id } = await project.addServer({ labels: { a: '1', b: '2' } });
    const answer = await project.call('PUT', `/servers/${id}`, { labels: { c: '' } });
    expect(answer.get('server', 'labels')).toEqual({ c: '' });
    expect(answer.get('server', 'name')).toBe('web-1');
  });

  it('refuses the name of another server', async () => {
    await project.addServer({ name: 'a' });
    const { id } = await project.addServer({ name: 'b' });
    expect((await project.call('PUT', `/servers/${id}`, { name: 'a' })).status).toBe(409);
    expect((await project.call('PUT', `/servers/${id}`, { name: 'b' })).status).toBe(200);
  });
});

describe('deleting a server', () => {
  it('destroys its machine and frees its name', async () => {
    const { id, machine } = await project.addServer();
    const answer = await project.call('DELETE', `/servers/${id}`);
    expect([answer.status, answer.get('action', 'command')]).toEqual([200, 'delete_server']);
    expect((await project.call('GET', `/servers/${id}`)).get('server', 'status')).toBe('deleting');
    await project.settle();
    expect((await project.call('GET', `/servers/${id}`)).status).toBe(404);
    expect(machine.isDestroyed).toBe(true);
    const again = await project.call('GET', `/actions/${answer.get('action', 'id')}`);
    expect(again.get('action', 'status')).toBe('success');
    expect((await project.call('POST', '/servers', orderBody('web-1'))).status).toBe(201);
  });

  it('is refused while the server is protected', async () => {
    const { id } = await project.addServer();
    const protection = { delete: true, rebuild: true };
    await project.call('POST', `/servers/${id}/actions/change_protection`, protection);
    await project.settle();
    const refused = await project.call('DELETE', `/servers/${id}`);
    expect([refused.status, refused.get('error', 'code')]).toEqual([423, 'protected']);
    const unequal = { delete: false, rebuild: true };
    const half = await project.call('POST', `/servers/${id}/actions/change_protection`, unequal);
    expect(half.status).toBe(422);
  });
});

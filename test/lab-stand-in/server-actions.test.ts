import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ACTION_MS, openProject, orderBody, type ProjectUnderTest } from './project-under-test.ts';

const HOUR_MS = 3_600_000;

let project: ProjectUnderTest;
beforeEach(async () => {
  project = await openProject();
});
afterEach(() => project.close());

async function act(id: number, verb: string, body?: object) {
  const answer = await project.call('POST', `/servers/${id}/actions/${verb}`, body);
  await project.settle();
  return answer;
}

async function isRescueEnabled(id: number) {
  return (await project.call('GET', `/servers/${id}`)).get('server', 'rescue_enabled');
}

describe('actions', () => {
  it('run in time and then succeed', async () => {
    const { id } = await project.addServer();
    const answer = await project.call('POST', `/servers/${id}/actions/reset`);
    const actionId = Number(answer.get('action', 'id'));
    expect(answer.status).toBe(201);
    expect(answer.get('action', 'finished')).toBe(null);
    await project.clock.advance(ACTION_MS / 2);
    expect((await project.call('GET', `/actions/${actionId}`)).get('action', 'progress')).toBe(50);
    await project.clock.advance(ACTION_MS / 2);
    const ended = await project.call('GET', `/actions/${actionId}`);
    expect(ended.get('action', 'status')).toBe('success');
    expect(ended.get('action', 'finished')).toBe(new Date(project.clock.now()).toISOString());
    expect(ended.get('action', 'resources')).toEqual([{ id, type: 'server' }]);
  });

  it('are found by several ids at once, without paging', async () => {
    const { id } = await project.addServer();
    const ids = [await act(id, 'poweroff'), await act(id, 'poweron')].map((a) =>
      a.get('action', 'id'),
    );
    const list = await project.call('GET', `/actions?id=${ids[0]}&id=${ids[1]}`);
    expect([list.get('actions', 0, 'id'), list.get('actions', 1, 'id')]).toEqual(ids);
    expect(list.get('meta')).toBe(undefined);
    expect((await project.call('GET', '/actions')).status).toBe(422);
  });

  it('are listed for their server', async () => {
    const { id } = await project.addServer();
    const list = await project.call('GET', `/servers/${id}/actions?sort=id:desc`);
    expect(list.get('actions', 0, 'command')).toBe('start_server');
    expect(list.get('meta', 'pagination', 'total_entries')).toBe(2);
  });

  it('lock their server: another one is refused meanwhile', async () => {
    const created = await project.call('POST', '/servers', orderBody('web-1'));
    const id = created.get('server', 'id');
    expect(created.get('server', 'locked')).toBe(true);
    const refused = await project.call('POST', `/servers/${id}/actions/enable_rescue`, {});
    expect([refused.status, refused.get('error', 'code')]).toEqual([423, 'locked']);
    expect((await project.call('DELETE', `/servers/${id}`)).status).toBe(423);
    await project.settle();
    const later = await project.call('POST', `/servers/${id}/actions/enable_rescue`, {});
    expect(later.status).toBe(201);
  });

  it('end in an error when the machine does not start, and the server stays off', async () => {
    const { id, machine } = await project.addServer({ start_after_create: false });
    machine.breakPower('no power');
    const answer = await act(id, 'poweron');
    const ended = await project.call('GET', `/actions/${answer.get('action', 'id')}`);
    expect(ended.get('action', 'status')).toBe('error');
    expect(ended.get('action', 'error')).toEqual({ code: 'action_failed', message: 'no power' });
    expect((await project.call('GET', `/servers/${id}`)).get('server', 'status')).toBe('off');
  });
});

describe('power', () => {
  it('is cut and given', async () => {
    const { id, machine } = await project.addServer();
    await act(id, 'poweroff');
    expect((await project.call('GET', `/servers/${id}`)).get('server', 'status')).toBe('off');
    await act(id, 'poweron');
    expect((await project.call('GET', `/servers/${id}`)).get('server', 'status')).toBe('running');
    expect(machine.acts).toEqual(['powerOn', 'powerOff', 'powerOn']);
  });

  it('is left as it is by poweron on a running server', async () => {
    const { id, machine } = await project.addServer();
    await act(id, 'poweron');
    expect(machine.acts).toEqual(['powerOn']);
  });

  it.each(['reset', 'reboot'])('comes back after %s', async (verb) => {
    const { id, machine } = await project.addServer();
    await act(id, verb);
    expect(machine.acts).toEqual(['powerOn', 'powerOff', 'powerOn']);
  });

  it('stays off after shutdown, and shows as off when the guest went by itself', async () => {
    const { id, machine } = await project.addServer();
    await act(id, 'shutdown');
    expect(machine.power()).toBe('off');
    await act(id, 'poweron');
    machine.guestPowersOff();
    expect((await project.call('GET', `/servers/${id}`)).get('server', 'status')).toBe('off');
  });
});

describe('rescue', () => {
  it('is armed with a password in the answer even when keys are given', async () => {
    const { id } = await project.addServer();
    const ssh_keys = [await project.addKey('ops')];
    const answer = await act(id, 'enable_rescue', { type: 'linux64', ssh_keys });
    expect(String(answer.get('root_password')).length).toBeGreaterThan(10);
    expect(await isRescueEnabled(id)).toBe(true);
  });

  it('is booted once, with its keys, and then the disk again', async () => {
    const { id, machine } = await project.addServer();
    const keyId = await project.addKey('ops');
    await act(id, 'enable_rescue', { ssh_keys: [keyId] });
    await act(id, 'reset');
    expect(await isRescueEnabled(id)).toBe(false);
    await act(id, 'reset');
    const key = (await project.call('GET', `/ssh_keys/${keyId}`)).get('ssh_key', 'public_key');
    expect(machine.boots.slice(1)).toEqual([
      { kind: 'rescue', authorizedKeys: [key] },
      { kind: 'disk' },
    ]);
  });

  it('is the first thing a server boots that was created off', async () => {
    const { id, machine } = await project.addServer({ start_after_create: false });
    await act(id, 'enable_rescue', {});
    await act(id, 'poweron');
    await act(id, 'reset');
    expect(machine.boots.map(({ kind }) => kind)).toEqual(['rescue', 'disk']);
  });

  it('is booted by a restart that the guest asked for', async () => {
    const { id, machine } = await project.addServer();
    await act(id, 'enable_rescue', {});
    machine.guestReboots();
    machine.guestReboots();
    expect(machine.boots.map(({ kind }) => kind)).toEqual(['image', 'rescue', 'disk']);
    const { servers } = project.standIn.state.snapshot();
    expect(servers[0]?.boots.map(({ kind }) => kind)).toEqual(['image', 'rescue', 'disk']);
  });

  it('lapses after an hour without a boot', async () => {
    const { id, machine } = await project.addServer();
    await act(id, 'enable_rescue', {});
    await project.clock.advance(HOUR_MS - 10 * ACTION_MS);
    expect(await isRescueEnabled(id)).toBe(true);
    await project.clock.advance(10 * ACTION_MS);
    expect(await isRescueEnabled(id)).toBe(false);
    await act(id, 'reset');
    expect(machine.boots.at(-1)).toEqual({ kind: 'disk' });
  });

  it('is disarmed on request', async () => {
    const { id } = await project.addServer();
    await act(id, 'enable_rescue', {});
    await act(id, 'disable_rescue');
    expect(await isRescueEnabled(id)).toBe(false);
  });

  it.each([{ type: 'freebsd64' }, { ssh_keys: [1] }, { ssh_keys: ['ops'] }])(
    'refuses %j',
    async (body) => {
      const { id } = await project.addServer();
      await project.addKey('ops');
      const answer = await project.call('POST', `/servers/${id}/actions/enable_rescue`, body);
      expect([answer.status, answer.get('error', 'code')]).toEqual([422, 'invalid_input']);
    },
  );
});

describe('rebuild', () => {
  it('boots the new image with the old user data unless there is new', async () => {
    const { id, machine } = await project.addServer({ user_data: 'old' });
    const answer = await act(id, 'rebuild', { image: 'ubuntu-24.04' });
    expect(answer.get('action', 'command')).toBe('rebuild_server');
    expect(machine.boots.at(-1)).toMatchObject({ kind: 'image', userData: 'old' });
    await act(id, 'rebuild', { image: 'debian-12', user_data: 'new' });
    expect(machine.boots.at(-1)).toMatchObject({ kind: 'image', userData: 'new' });
    const server = await project.call('GET', `/servers/${id}`);
    expect(server.get('server', 'image', 'name')).toBe('debian-12');
  });
});

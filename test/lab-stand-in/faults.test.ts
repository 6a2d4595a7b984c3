import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ACTION_MS, openProject, orderBody, type ProjectUnderTest } from './project-under-test.ts';

let project: ProjectUnderTest;
beforeEach(async () => {
  project = await openProject();
});
afterEach(() => project.close());

describe('faults of the connection', () => {
  it('answer as asked for, as often as asked for, without any effect', async () => {
    project.standIn.faults.add({
      method: 'POST',
      path: '^/servers$',
      times: 2,
      effect: {
        kind: 'reply',
        status: 503,
        body: '<h1>busy</h1>',
        headers: { 'Retry-After': '1' },
      },
    });
    for (let time = 0; time < 2; time += 1) {
      const answer = await project.send('POST', '/servers');
      expect([answer.status, answer.text]).toEqual([503, '<h1>busy</h1>']);
      expect(answer.headers.get('retry-after')).toBe('1');
      expect(answer.headers.get('content-type')).toBe('text/html');
    }
    expect((await project.call('GET', '/servers')).status).toBe(200);
    expect(project.machines).toHaveLength(0);
    expect((await project.call('POST', '/servers', orderBody('web-1'))).status).toBe(201);
  });

  it.each([
    [401, 'unauthorized'],
    [403, 'resource_limit_exceeded'],
    [409, 'conflict'],
    [409, 'uniqueness_error'],
    [412, 'resource_unavailable'],
    [422, 'placement_error'],
    [423, 'locked'],
    [423, 'protected'],
    [429, 'rate_limit_exceeded'],
    [503, 'unavailable'],
  ])('refuse with %i %s in the shape of the vendor, once', async (status, code) => {
    const effect = { kind: 'refusal', status, code };
    const asked = await project.lab('POST', '/faults', { path: '^/servers$', effect });
    expect(asked.status).toBe(201);
    const answer = await project.call('POST', '/servers', orderBody('web-1'));
    expect([answer.status, answer.get('error', 'code')]).toEqual([status, code]);
    expect(answer.headers.get('ratelimit-remaining')).toMatch(/^\d+$/);
    expect(project.machines).toHaveLength(0);
    expect((await project.call('POST', '/servers', orderBody('web-1'))).status).toBe(201);
  });

  it('refuse without the headers of the rate limit', async () => {
    const effect = { kind: 'refusal', status: 429, code: 'rate_limit_exceeded', isBare: true };
    await project.lab('POST', '/faults', { path: '^/servers$', effect });
    const answer = await project.call('GET', '/servers');
    expect(answer.status).toBe(429);
    expect([...answer.headers.keys()].filter((name) => /^(ratelimit|x-corr)/.test(name))).toEqual(
      [],
    );
  });

  it('lose an answer after its effect', async () => {
    project.standIn.faults.add({
      method: 'POST',
      path: '^/servers$',
      effect: { kind: 'lost-answer' },
    });
    await expect(project.call('POST', '/servers', orderBody('web-1'))).rejects.toThrow(
      'fetch failed',
    );
    const list = await project.call('GET', '/servers?name=web-1');
    expect(list.get('meta', 'pagination', 'total_entries')).toBe(1);
    const [call] = project.standIn.calls.matching('POST', /^\/servers$/);
    expect(call).toMatchObject({ status: 201, isAnswerLost: true });
  });

  it('lose a request before its effect', async () => {
    project.standIn.faults.add({ path: '^/servers$', effect: { kind: 'lost-request' } });
    await expect(project.call('POST', '/servers', orderBody('web-1'))).rejects.toThrow(
      'fetch failed',
    );
    expect(project.machines).toHaveLength(0);
  });

  it('hold an answer back', async () => {
    project.standIn.faults.add({ path: '^/locations', effect: { kind: 'delay', ms: 5000 } });
    let isAnswered = false;
    const answer = project.call('GET', '/locations').finally(() => {
      isAnswered = true;
    });
    await project.call('GET', '/pricing');
    expect(isAnswered).toBe(false);
    while (project.standIn.calls.all().length < 2) await project.call('GET', '/pricing');
    await project.clock.advance(5000);
    expect((await answer).status).toBe(200);
  });
});

describe('faults of an effect', () => {
  it('leave an action running for ever, and its server locked', async () => {
    const { id } = await project.addServer();
    project.standIn.faults.add({ path: '/actions/reset$', effect: { kind: 'stuck-action' } });
    const answer = await project.call('POST', `/servers/${id}/actions/reset`);
    await project.clock.advance(1000 * ACTION_MS);
    const action = await project.call('GET', `/actions/${answer.get('action', 'id')}`);
    expect(action.get('action', 'status')).toBe('running');
    expect((await project.call('POST', `/servers/${id}/actions/poweroff`)).status).toBe(423);
  });

  it('end an action in an error without its effect', async () => {
    const { id } = await project.addServer();
    const effect = {
      kind: 'action-error',
      code: 'unknown_error',
      message: 'Unknown Error',
    } as const;
    project.standIn.faults.add({ path: '/enable_rescue$', effect });
    const answer = await project.call('POST', `/servers/${id}/actions/enable_rescue`, {});
    await project.settle();
    const action = await project.call('GET', `/actions/${answer.get('action', 'id')}`);
    expect(action.get('action', 'error')).toEqual({
      code: 'unknown_error',
      message: 'Unknown Error',
    });
    expect((await project.call('GET', `/servers/${id}`)).get('server', 'rescue_enabled')).toBe(
      false,
    );
  });

  it('fail what was to follow a failed action', async () => {
    const effect = { kind: 'action-error', code: 'unknown_error', message: 'no host' } as const;
    project.standIn.faults.add({ path: '^/servers$', effect });
    const answer = await project.call('POST', '/servers', orderBody('web-1'));
    await project.settle();
    const next = await project.call('GET', `/actions/${answer.get('next_actions', 0, 'id')}`);
    expect(next.get('action', 'status')).toBe('error');
    expect(project.machines[0]?.boots).toEqual([]);
  });

  it('ignore a reset although its action succeeds', async () => {
    const { id, machine } = await project.addServer();
    project.standIn.faults.add({ path: '/actions/reset$', effect: { kind: 'power-ignored' } });
    const answer = await project.call('POST', `/servers/${id}/actions/reset`);
    await project.settle();
    const action = await project.call('GET', `/actions/${answer.get('action', 'id')}`);
    expect(action.get('action', 'status')).toBe('success');
    expect(machine.acts).toEqual(['powerOn']);
  });

  it('boot the old system although rescue is armed, and leave it armed for the next try', async () => {
    const { id, machine } = await project.addServer();
    await project.call('POST', `/servers/${id}/actions/enable_rescue`, {});
    await project.settle();
    project.standIn.faults.add({ path: '/actions/reset$', effect: { kind: 'rescue-missed' } });
    for (let time = 0; time < 2; time += 1) {
      await project.call('POST', `/servers/${id}/actions/reset`);
      await project.settle();
    }
    expect(machine.boots.map(({ kind }) => kind)).toEqual(['image', 'disk', 'rescue']);
  });

  it('boot the old system and use the armed rescue system up', async () => {
    const { id, machine } = await project.addServer();
    await project.call('POST', `/servers/${id}/actions/enable_rescue`, {});
    await project.settle();
    project.standIn.faults.add({ path: '/actions/reset$', effect: { kind: 'rescue-consumed' } });
    for (let time = 0; time < 2; time += 1) {
      await project.call('POST', `/servers/${id}/actions/reset`);
      await project.settle();
    }
    expect(machine.boots.map(({ kind }) => kind)).toEqual(['image', 'disk', 'disk']);
    const server = await project.call('GET', `/servers/${id}`);
    expect(server.get('server', 'rescue_enabled')).toBe(false);
  });
});

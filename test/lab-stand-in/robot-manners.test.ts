import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseForm } from '../lab/robot/form.ts';
import {
  basic,
  HOUR_MS,
  MINUTE_MS,
  OLD,
  openRobot,
  type RobotUnderTest,
} from './robot-under-test.ts';

let robot: RobotUnderTest;
beforeEach(async () => {
  robot = await openRobot();
});
afterEach(() => robot.close());

const wrong = { headers: { authorization: basic('#ws+lab', 'wrong') } };

describe('credentials', () => {
  it('are asked for on every path, also an unknown one', async () => {
    const answer = await robot.send('GET', '/moons');
    expect(answer.status).toBe(401);
    expect(answer.get('error', 'status')).toBe(401);
    expect((await robot.call('GET', '/moons')).status).toBe(404);
  });

  it('block their source for ten minutes after three wrong tries, even when they are right', async () => {
    for (let time = 0; time < 3; time += 1) {
      expect((await robot.send('GET', '/server', wrong)).status).toBe(401);
    }
    expect((await robot.call('GET', '/server')).status).toBe(401);
    await robot.clock.advance(10 * MINUTE_MS - 1);
    expect((await robot.call('GET', '/server')).status).toBe(401);
    await robot.clock.advance(1);
    expect((await robot.call('GET', '/server')).status).toBe(200);
  });

  it('are forgiven two wrong tries by a right one', async () => {
    for (let round = 0; round < 2; round += 1) {
      await robot.send('GET', '/server', wrong);
      await robot.send('GET', '/server', wrong);
      expect((await robot.call('GET', '/server')).status).toBe(200);
    }
  });

  it('are refused on orders where ordering is not activated, without a block', async () => {
    const closed = await openRobot({ isOrderingActive: false });
    for (let time = 0; time < 4; time += 1) {
      expect((await closed.call('GET', '/order/server/product')).status).toBe(401);
    }
    expect((await closed.call('GET', '/server')).status).toBe(200);
    await closed.close();
  });
});

describe('limits', () => {
  it('end in 403 with the limit and its interval, and open again as calls grow old', async () => {
    for (let time = 0; time < 50; time += 1) {
      await robot.call('POST', `/reset/${OLD}`, { type: 'nothing' });
      await robot.clock.advance(1000);
    }
    const answer = await robot.call('POST', `/reset/${OLD}`, { type: 'hw' });
    expect(answer.status).toBe(403);
    expect(answer.get('error')).toEqual({
      status: 403,
      code: 'RATE_LIMIT_EXCEEDED',
      message: 'rate limit exceeded',
      max_request: 50,
      interval: 3600,
    });
    expect((await robot.call('GET', `/reset/${OLD}`)).status).toBe(200);
    await robot.clock.advance(HOUR_MS - 50_000);
    expect((await robot.call('POST', `/reset/${OLD}`, { type: 'hw' })).status).toBe(200);
  });

  it('hold the orders of all channels to twenty a day, rehearsals and refused ones included', async () => {
    for (let time = 0; time < 10; time += 1) {
      await robot.call('POST', '/order/server/transaction', { product_id: 'EX44', test: 'true' });
      await robot.call('POST', '/order/server_market/transaction', { product_id: '1' });
    }
    const answer = await robot.call('POST', '/order/server/transaction', { product_id: 'EX44' });
    expect(answer.get('error', 'interval')).toBe(24 * 3600);
    expect(robot.standIn.state.snapshot().usage.orders).toBe(20);
  });
});

describe('forms', () => {
  it.each([
    ['a=1&b=', { a: '1', b: '' }],
    ['key[]=x&key[]=y', { key: { 0: 'x', 1: 'y' } }],
    ['key%5B0%5D=x&key%5B1%5D=y', { key: { 0: 'x', 1: 'y' } }],
    ['rules[input][0][action]=accept', { rules: { input: { 0: { action: 'accept' } } } }],
    ['a=1&a=2', { a: '2' }],
    ['a=1&a[]=2', { a: { 0: '2' } }],
    ['', {}],
  ])('are read as PHP does: %s', (text, read) => {
    expect(parseForm(text)).toEqual(read);
  });

  it('are needed: JSON is not read', async () => {
    const headers = { authorization: basic(robot.listening.user, robot.listening.password) };
    const body = JSON.stringify({ name: 'a', data: 'b' });
    const answer = await robot.send('POST', '/key', { headers, body });
    expect(answer.status).toBe(400);
    expect(answer.get('error', 'missing')).toEqual(['name', 'data']);
    expect(answer.get('error', 'invalid')).toBeNull();
  });
});

describe('faults and records', () => {
  it('answer a maintenance as HTML', async () => {
    const effect = { kind: 'reply', status: 503, body: '<h1>Maintenance</h1>' };
    await robot.lab('POST', '/faults', { path: '^/server$', effect });
    const answer = await robot.send('GET', '/server');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'text/html']);
    expect((await robot.call('GET', '/server')).status).toBe(200);
  });

  it.each([
    [403, 'RATE_LIMIT_EXCEEDED', { max_request: 200, interval: 3600 }],
    [404, 'NOT_FOUND', {}],
    [409, 'SERVER_RESET_IN_PROGRESS', {}],
    [500, 'INTERNAL_ERROR', {}],
  ])('refuse with %i %s in the shape of the vendor, once', async (status, code, details) => {
    const effect = { kind: 'refusal', status, code, details };
    await robot.lab('POST', '/faults', { path: '^/server$', effect });
    const answer = await robot.call('GET', '/server');
    expect(answer.get('error')).toMatchObject({ status, code, ...details });
    expect((await robot.call('GET', '/server')).status).toBe(200);
  });

  it.each([
    { kind: 'rescue-consumed' },
    { kind: 'order-cancelled' },
    { kind: 'order-slow', ms: 1000 },
  ])('can be asked for from another process: $kind', async (effect) => {
    expect((await robot.lab('POST', '/faults', { path: '.', effect })).status).toBe(201);
    expect(robot.standIn.faults.waiting()).toEqual([{ path: '.', effect, times: 1 }]);
  });

  it('lose an answer after its effect', async () => {
    robot.standIn.faults.add({
      method: 'POST',
      path: '^/server/',
      effect: { kind: 'lost-answer' },
    });
    const renaming = robot.call('POST', `/server/${OLD}`, { server_name: 'renamed' });
    await expect(renaming).rejects.toThrow('fetch failed');
    expect((await robot.call('GET', `/server/${OLD}`)).get('server', 'server_name')).toBe(
      'renamed',
    );
    const [call] = robot.standIn.calls.matching('POST', /^\/server\//);
    expect(call).toMatchObject({ status: 200, isAnswerLost: true });
  });

  it.each([
    ['reset', `/reset/${OLD}`, { type: 'hw' }, 'RESET_FAILED'],
    ['activation', `/boot/${OLD}/rescue`, { os: 'linux' }, 'BOOT_ACTIVATION_FAILED'],
    ['order', '/order/server/transaction', { product_id: 'EX44' }, 'INTERNAL_ERROR'],
  ])('fail a %s in the words of the vendor', async (_, path, form, code) => {
    const effect = { kind: 'action-error', code: 'action_failed', message: 'no luck' } as const;
    robot.standIn.faults.add({ method: 'POST', path: '.', effect });
    const answer = await robot.call('POST', path, form);
    expect(answer.status).toBe(500);
    expect(answer.get('error')).toEqual({ status: 500, code, message: 'no luck' });
    expect(robot.machines).toHaveLength(0);
  });

  it('show calls and state to other processes, without the password', async () => {
    await robot.call('POST', `/boot/${OLD}/rescue`, { os: 'linux' });
    const armed = await robot.call('GET', `/boot/${OLD}/rescue`);
    const calls = await robot.lab('GET', '/calls');
    const state = await robot.lab('GET', '/state');
    expect(calls.get('calls', 0)).toMatchObject({ method: 'POST', path: `/boot/${OLD}/rescue` });
    expect(state.get('servers', 0, 'isRescueArmed')).toBe(true);
    for (const secret of [robot.listening.password, String(armed.get('rescue', 'password'))]) {
      expect(secret.length).toBeGreaterThan(15);
      expect(calls.text + state.text).not.toContain(secret);
    }
  });

  it('refuse a method that a path does not have', async () => {
    expect((await robot.call('PUT', '/server')).status).toBe(405);
  });

  it('reach into machines from outside', async () => {
    expect((await robot.lab('POST', '/machines/metal-a/power-cycle')).status).toBe(204);
    expect(robot.machines[0]?.acts).toEqual(['powerOn']);
    await robot.lab('POST', `/machines/${OLD}/detach-disk`, { serial: 'S1' });
    expect(robot.machines[0]?.acts).toEqual(['powerOn', 'detachDisk S1']);
    expect((await robot.lab('GET', '/machines/metal-a/console')).get('text')).toContain('image');
    expect((await robot.lab('GET', '/machines/nobody/console')).status).toBe(404);
  });
});

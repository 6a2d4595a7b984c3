import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  HOST_KEY,
  HOUR_MS,
  MINUTE_MS,
  NEW,
  OLD,
  openRobot,
  type RobotUnderTest,
} from './robot-under-test.ts';

let robot: RobotUnderTest;
beforeEach(async () => {
  robot = await openRobot();
});
afterEach(() => robot.close());

const reset = (number: number, type: string) => robot.call('POST', `/reset/${number}`, { type });
const arm = (number: number, form: Record<string, string> = {}) =>
  robot.call('POST', `/boot/${number}/rescue`, { os: 'linux', ...form });
const bootsOf = (index: number) => robot.machines[index]?.boots.map(({ kind }) => kind);
const status = async () =>
  (await robot.call('GET', `/reset/${NEW}`)).get('reset', 'operating_status');

describe('resets', () => {
  it('are those of the server, in the list and one by one', async () => {
    const list = await robot.call('GET', '/reset');
    expect(list.get(0, 'reset', 'type')).toEqual(['sw', 'hw', 'man']);
    const old = await robot.call('GET', `/reset/${OLD}`);
    expect(old.get('reset', 'operating_status')).toBe('not supported');
    expect(await status()).toBe('running');
    expect((await reset(OLD, 'power')).get('error', 'invalid')).toEqual(['type']);
    expect((await reset(NEW, 'sw')).status).toBe(400);
    expect((await robot.call('POST', `/reset/${OLD}`)).get('error', 'missing')).toEqual(['type']);
  });

  it('by the button start what is on, and nothing that is off', async () => {
    const answer = await reset(NEW, 'hw');
    expect(answer.get('reset', 'type')).toBe('hw');
    await reset(NEW, 'hw');
    expect(bootsOf(0)).toEqual(['image', 'image']);
    await reset(NEW, 'power_long');
    expect(await status()).toBe('off');
    await reset(NEW, 'hw');
    expect(await status()).toBe('off');
    await reset(NEW, 'power');
    expect(await status()).toBe('running');
    expect(bootsOf(0)).toHaveLength(3);
  });

  it('by Ctrl-Alt-Del work only where a system runs', async () => {
    robot.setSystemUp(false);
    await reset(OLD, 'sw');
    expect(bootsOf(0)).toEqual(['image']);
    await reset(OLD, 'sw');
    expect(bootsOf(0)).toEqual(['image']);
    robot.setSystemUp(true);
    await reset(OLD, 'sw');
    expect(bootsOf(0)).toEqual(['image', 'image']);
  });

  it('by a short press shut a running system down, and do nothing to a hung one', async () => {
    await reset(NEW, 'hw');
    robot.setSystemUp(false);
    await reset(NEW, 'power');
    expect(await status()).toBe('running');
    robot.setSystemUp(true);
    await reset(NEW, 'power');
    expect(await status()).toBe('off');
  });

  it('by hand take a while, exclude others, and are counted', async () => {
    await reset(NEW, 'man');
    expect((await reset(NEW, 'hw')).get('error', 'code')).toBe('RESET_MANUAL_ACTIVE');
    expect(robot.machines).toHaveLength(0);
    await robot.clock.advance(15 * MINUTE_MS);
    expect(bootsOf(0)).toEqual(['image']);
    expect((await reset(NEW, 'hw')).status).toBe(200);
    expect(robot.standIn.state.snapshot().servers[1]?.manualResets).toBe(1);
  });

  it('are ignored on request', async () => {
    robot.standIn.faults.add({ path: '^/reset/', effect: { kind: 'power-ignored' } });
    expect((await reset(OLD, 'hw')).status).toBe(200);
    expect(robot.machines).toHaveLength(0);
  });

  it('fail with the machine', async () => {
    await reset(OLD, 'hw');
    robot.machines[0]?.breakPower('no current');
    const answer = await reset(OLD, 'hw');
    expect([answer.status, answer.get('error', 'code')]).toEqual([500, 'RESET_FAILED']);
  });

  it('wake a server that is off, over the network', async () => {
    expect((await robot.call('GET', `/wol/${OLD}`)).get('wol', 'server_number')).toBe(OLD);
    await robot.call('POST', `/wol/${OLD}`);
    expect(robot.machines).toHaveLength(0);
    await reset(OLD, 'hw');
    await robot.machines[0]?.powerOff();
    await robot.call('POST', `/wol/${OLD}`);
    expect(robot.machines[0]?.power()).toBe('on');
    const none = await robot.call('POST', `/wol/${NEW}`);
    expect(none.get('error', 'code')).toBe('WOL_NOT_AVAILABLE');
  });
});

describe('the rescue system', () => {
  it('is started once, with the keys that were given, and shows its host key afterwards', async () => {
    const key = await robot.addKey('op-1');
    const armed = await arm(OLD, { 'authorized_key[]': key.fingerprint });
    expect(armed.get('rescue')).toMatchObject({ active: true, os: 'linux', password: null });
    expect(armed.get('rescue', 'authorized_key', 0, 'key', 'name')).toBe('op-1');
    expect(armed.get('rescue', 'host_key')).toEqual([]);
    await reset(OLD, 'hw');
    expect(robot.machines[0]?.boots).toEqual([{ kind: 'rescue', authorizedKeys: [key.data] }]);
    const after = await robot.call('GET', `/boot/${OLD}/rescue`);
    expect(after.get('rescue')).toMatchObject({ active: false, os: ['linux', 'vkvm'] });
    const last = await robot.call('GET', `/boot/${OLD}/rescue/last`);
    expect(last.get('rescue', 'host_key', 0, 'key')).toEqual(HOST_KEY);
    expect(last.get('rescue', 'active')).toBe(false);
    await reset(OLD, 'hw');
    expect(bootsOf(0)).toEqual(['rescue', 'disk']);
  });

  it('is started when the guest restarts itself, and by a cold start', async () => {
    await reset(NEW, 'hw');
    await arm(NEW);
    robot.machines[0]?.guestReboots();
    expect(bootsOf(0)).toEqual(['image', 'rescue']);
    await arm(NEW);
    await reset(NEW, 'power_long');
    await reset(NEW, 'power');
    expect(bootsOf(0)).toEqual(['image', 'rescue', 'rescue']);
  });

  it('has a password where no key was given, and takes several keys or refuses unknown ones', async () => {
    const armed = await arm(OLD);
    expect(String(armed.get('rescue', 'password'))).toHaveLength(16);
    const first = await robot.addKey('a');
    const second = await robot.addKey('b');
    const both = await arm(OLD, {
      'authorized_key[0]': first.fingerprint,
      'authorized_key[1]': second.fingerprint,
    });
    expect(both.get('rescue', 'authorized_key', 1, 'key', 'name')).toBe('b');
    const unknown = await arm(OLD, { 'authorized_key[]': 'aa:bb' });
    expect(unknown.get('error', 'invalid')).toEqual(['authorized_key']);
    expect((await arm(OLD, { os: 'freebsd' })).status).toBe(400);
  });

  it('lapses after an hour, and is taken back', async () => {
    await arm(OLD);
    await robot.clock.advance(HOUR_MS - 1);
    const boot = await robot.call('GET', `/boot/${OLD}`);
    expect(boot.get('boot', 'rescue', 'active')).toBe(true);
    await robot.clock.advance(1);
    expect((await robot.call('GET', `/boot/${OLD}/rescue`)).get('rescue', 'active')).toBe(false);
    await arm(OLD);
    const taken = await robot.call('DELETE', `/boot/${OLD}/rescue`);
    expect(taken.get('rescue', 'active')).toBe(false);
    await reset(OLD, 'hw');
    expect(bootsOf(0)).toEqual(['image']);
    const last = await robot.call('GET', `/boot/${OLD}/rescue/last`);
    expect(last.get('error', 'code')).toBe('BOOT_NOT_AVAILABLE');
  });

  it.each([
    ['rescue-missed', true, ['image', 'rescue']],
    ['rescue-consumed', false, ['image', 'image']],
  ] as const)('may be passed over by a boot: %s', async (kind, isStillArmed, boots) => {
    await arm(OLD);
    robot.standIn.faults.add({ path: '^/reset/', effect: { kind } });
    await reset(OLD, 'hw');
    const rescue = await robot.call('GET', `/boot/${OLD}/rescue`);
    expect(rescue.get('rescue', 'active')).toBe(isStillArmed);
    await reset(OLD, 'hw');
    expect(bootsOf(0)).toEqual(boots);
  });

  it('may be passed over by whatever boot uses its activation', async () => {
    await reset(OLD, 'hw');
    robot.standIn.faults.add({ path: '^/boot/', effect: { kind: 'rescue-consumed' } });
    await arm(OLD);
    robot.machines[0]?.guestReboots();
    expect(bootsOf(0)).toEqual(['image', 'image']);
  });

  it('keeps no host key of a boot that something else has replaced', async () => {
    let show: (() => void) | undefined;
    const slow = await openRobot({
      probe: {
        isSystemUp: async () => true,
        readHostKeys: () =>
          new Promise((resolve) => {
            show = () => resolve([HOST_KEY]);
          }),
      },
    });
    await slow.call('POST', `/boot/${OLD}/rescue`, { os: 'linux' });
    await slow.call('POST', `/reset/${OLD}`, { type: 'hw' });
    await slow.call('POST', `/reset/${OLD}`, { type: 'hw' });
    show?.();
    const last = await slow.call('GET', `/boot/${OLD}/rescue/last`);
    expect(last.get('rescue', 'host_key')).toEqual([]);
    await slow.close();
  });
});

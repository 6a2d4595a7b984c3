import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newPublicKey } from './project-under-test.ts';
import { NEW, OLD, openRobot, PROCESS_MS, type RobotUnderTest } from './robot-under-test.ts';

let robot: RobotUnderTest;
beforeEach(async () => {
  robot = await openRobot();
});
afterEach(() => robot.close());

describe('servers', () => {
  it('are listed and read, each wrapped, without a machine for any', async () => {
    const list = await robot.call('GET', '/server');
    expect(list.get(1, 'server', 'server_number')).toBe(NEW);
    expect(list.get(0, 'server', 'subnet', 0, 'mask')).toBe('64');
    const one = await robot.call('GET', `/server/${OLD}`);
    expect(one.get('server')).toMatchObject({ server_ip: '127.9.1.1', wol: true, status: 'ready' });
    expect(robot.machines).toHaveLength(0);
  });

  it('are renamed', async () => {
    const renamed = await robot.call('POST', `/server/${OLD}`, { server_name: 'db-1' });
    expect(renamed.get('server', 'server_name')).toBe('db-1');
    expect((await robot.call('POST', `/server/${OLD}`, {})).get('error', 'code')).toBe(
      'INVALID_INPUT',
    );
  });

  it('without any are a 404, as is an unknown number', async () => {
    const empty = await openRobot({ servers: [] });
    for (const path of ['/server', '/reset', '/ip', '/subnet', '/key', '/rdns', '/failover']) {
      expect((await empty.call('GET', path)).status).toBe(404);
    }
    const answer = await empty.call('GET', '/server/1');
    expect(answer.get('error', 'code')).toBe('SERVER_NOT_FOUND');
    await empty.close();
  });

  it('without IPv4 have no main address', async () => {
    const spec = { name: 'v6', product: 'AX42', datacenter: 'FSN1-DC1', resetTypes: [] };
    const v6 = await openRobot({ servers: [{ ...spec, number: 5, hasIpv4: false }] });
    const one = await v6.call('GET', '/server/5');
    expect([one.get('server', 'server_ip'), one.get('server', 'ip')]).toEqual([null, null]);
    expect((await v6.call('GET', '/ip')).status).toBe(404);
    expect((await v6.call('GET', '/subnet')).get(0, 'subnet', 'server_ip')).toBeNull();
    expect((await v6.call('GET', '/reset/5')).get('error', 'code')).toBe('RESET_NOT_AVAILABLE');
    await v6.close();
  });
});

describe('a cancellation', () => {
  const path = `/server/${OLD}/cancellation`;

  it('is offered with reasons, takes effect at once for now, and takes the machine with it', async () => {
    await robot.call('POST', `/reset/${OLD}`, { type: 'hw' });
    expect((await robot.call('GET', path)).get('cancellation')).toMatchObject({
      cancelled: false,
      cancellation_date: null,
      earliest_cancellation_date: '2026-11-22',
    });
    const answer = await robot.call('POST', path, { cancellation_date: 'now' });
    expect(answer.get('cancellation', 'cancellation_date')).toBe('2026-11-22');
    expect((await robot.call('POST', path, { cancellation_date: 'now' })).status).toBe(409);
    expect((await robot.call('DELETE', path)).status).toBe(409);
    await robot.clock.advance(1000);
    expect((await robot.call('GET', `/server/${OLD}`)).status).toBe(404);
    expect(robot.machines[0]?.isDestroyed).toBe(true);
  });

  it('at a later day can be taken back', async () => {
    await robot.call('POST', path, { cancellation_date: '2026-11-30' });
    expect((await robot.call('GET', `/server/${OLD}`)).get('server', 'cancelled')).toBe(true);
    const revoked = await robot.call('DELETE', path);
    expect([revoked.status, revoked.text]).toEqual([200, '']);
    await robot.clock.advance(30 * 24 * 3_600_000);
    expect((await robot.call('GET', `/server/${OLD}`)).get('server', 'cancelled')).toBe(false);
  });

  it('needs a day that is possible, and a word on the place exactly where it can be kept', async () => {
    const spec = { product: 'EX44', datacenter: 'FSN1-DC1', resetTypes: [], noticeDays: 30 };
    const other = await openRobot({
      servers: [
        { ...spec, number: 5, name: 'bound', canReserveLocation: true },
        { ...spec, number: 6, name: 'free' },
      ],
    });
    const cancel = (number: number, form: Record<string, string>) =>
      other.call('POST', `/server/${number}/cancellation`, form);
    const late = '2027-01-01';
    const early = await cancel(5, { cancellation_date: 'now', reserve_location: 'false' });
    expect(early.get('error', 'invalid')).toEqual(['cancellation_date']);
    const silent = await cancel(5, { cancellation_date: late });
    expect(silent.get('error', 'missing')).toEqual(['reserve_location']);
    const kept = await cancel(5, { cancellation_date: late, reserve_location: 'true' });
    expect(kept.get('cancellation', 'reserved')).toBe(true);
    const greedy = await cancel(6, { cancellation_date: late, reserve_location: 'true' });
    expect(greedy.get('error', 'code')).toBe('SERVER_CANCELLATION_RESERVE_LOCATION_FALSE_ONLY');
    await other.close();
  });
});

describe('keys', () => {
  it('are known by their MD5 fingerprint, and are taken once', async () => {
    const data = newPublicKey();
    const made = await robot.call('POST', '/key', { name: 'op-1', data });
    const fingerprint = String(made.get('key', 'fingerprint'));
    expect(made.status).toBe(201);
    expect(fingerprint).toMatch(/^([0-9a-f]{2}:){15}[0-9a-f]{2}$/);
    expect(made.get('key')).toMatchObject({ type: 'ED25519', size: 256, data });
    const again = await robot.call('POST', '/key', { name: 'op-2', data });
    expect(again.get('error', 'code')).toBe('KEY_ALREADY_EXISTS');
    expect((await robot.call('GET', '/key')).get(0, 'key', 'fingerprint')).toBe(fingerprint);
    const path = `/key/${fingerprint}`;
    expect((await robot.call('POST', path, { name: 'new' })).get('key', 'name')).toBe('new');
    expect((await robot.call('GET', path)).get('key', 'name')).toBe('new');
    const gone = await robot.call('DELETE', path);
    expect([gone.status, gone.text]).toEqual([200, '']);
    expect((await robot.call('DELETE', path)).status).toBe(404);
  });

  it('that are none are refused', async () => {
    const answer = await robot.call('POST', '/key', { name: 'x', data: 'ssh-ed25519 AAAA' });
    expect(answer.get('error', 'invalid')).toEqual(['data']);
  });
});

describe('addresses', () => {
  it('tell gateway, mask and broadcast one by one, not in the list', async () => {
    const list = await robot.call('GET', '/ip?server_ip=127.9.1.1');
    expect(list.get(0, 'ip', 'server_number')).toBe(OLD);
    expect([list.get(1), list.get(0, 'ip', 'gateway')]).toEqual([undefined, undefined]);
    expect((await robot.call('GET', '/ip/127.9.1.1')).get('ip')).toMatchObject({
      gateway: '127.9.1.1',
      mask: 26,
      broadcast: '127.9.1.63',
    });
    const net = String((await robot.call('GET', '/subnet')).get(0, 'subnet', 'ip'));
    const subnet = await robot.call('GET', `/subnet/${net}`);
    expect(subnet.get('subnet')).toMatchObject({ mask: 64, gateway: 'fe80::1' });
    expect((await robot.call('GET', '/ip/10.0.0.1')).get('error', 'code')).toBe('IP_NOT_FOUND');
    expect((await robot.call('GET', '/subnet/2001:db8::')).status).toBe(404);
  });

  it('get names: PUT makes one, POST makes or changes one', async () => {
    const path = '/rdns/127.9.1.1';
    expect((await robot.call('GET', path)).get('error', 'code')).toBe('RDNS_NOT_FOUND');
    expect((await robot.call('PUT', path, { ptr: 'a.example.net' })).status).toBe(201);
    const again = await robot.call('PUT', path, { ptr: 'b.example.net' });
    expect(again.get('error', 'code')).toBe('RDNS_ALREADY_EXISTS');
    expect((await robot.call('POST', path, { ptr: 'b.example.net' })).status).toBe(200);
    expect((await robot.call('GET', '/rdns')).get(0, 'rdns', 'ptr')).toBe('b.example.net');
    expect((await robot.call('DELETE', path)).status).toBe(200);
    expect((await robot.call('POST', path, { ptr: 'c.example.net' })).status).toBe(201);
    expect((await robot.call('PUT', '/rdns/10.0.0.1', { ptr: 'x' })).status).toBe(404);
  });
});

describe('vSwitches', () => {
  it('are bare objects, and their servers are in process for a while', async () => {
    expect((await robot.call('GET', '/vswitch')).text).toBe('[]');
    const made = await robot.call('POST', '/vswitch', { name: 'lan', vlan: '4000' });
    expect(made.status).toBe(201);
    const path = `/vswitch/${made.get('id')}`;
    const both: [string, string][] = [
      ['server[]', String(OLD)],
      ['server[]', '127.9.1.2'],
    ];
    const joined = await robot.call('POST', `${path}/server`, both);
    expect([joined.status, joined.text]).toEqual([201, '']);
    const busy = await robot.call('POST', `${path}/server`, { server: String(OLD) });
    expect(busy.get('error', 'code')).toBe('VSWITCH_IN_PROCESS');
    expect((await robot.call('GET', path)).get('server', 1)).toMatchObject({
      server_number: NEW,
      status: 'in process',
    });
    await robot.clock.advance(PROCESS_MS);
    expect((await robot.call('GET', path)).get('server', 1, 'status')).toBe('ready');
    expect((await robot.call('POST', path, { name: 'lan2', vlan: '4001' })).text).toBe('');
    await robot.call('DELETE', `${path}/server`, { 'server[]': String(NEW) });
    expect((await robot.call('GET', path)).get('server', 1)).toBeUndefined();
    expect((await robot.call('GET', '/vswitch')).get(0)).toMatchObject({ vlan: 4001 });
    expect((await robot.call('DELETE', path, { cancellation_date: 'now' })).text).toBe('');
    expect((await robot.call('GET', path)).status).toBe(404);
  });

  it('refuse a VLAN outside of 4000 to 4091, and an unknown server', async () => {
    for (const vlan of ['3999', '4092', 'x']) {
      const answer = await robot.call('POST', '/vswitch', { name: 'lan', vlan });
      expect(answer.get('error', 'invalid')).toEqual(['vlan']);
    }
    const made = await robot.call('POST', '/vswitch', { name: 'lan', vlan: '4091' });
    const path = `/vswitch/${made.get('id')}/server`;
    expect((await robot.call('POST', path, { server: '1' })).status).toBe(404);
  });
});

describe('firewall and failover', () => {
  it('replace all rules at once, and are in process meanwhile', async () => {
    const path = `/firewall/${OLD}`;
    expect((await robot.call('GET', path)).get('firewall', 'status')).toBe('disabled');
    const form = {
      status: 'active',
      whitelist_hos: 'true',
      'rules[input][0][name]': 'ssh',
      'rules[input][0][dst_port]': '22',
      'rules[input][0][action]': 'accept',
    };
    const put = await robot.call('POST', path, form);
    expect(put.get('firewall', 'status')).toBe('in process');
    expect(put.get('firewall', 'rules', 'input', 0)).toMatchObject({
      dst_port: '22',
      src_ip: null,
    });
    expect((await robot.call('DELETE', path)).get('error', 'code')).toBe('FIREWALL_IN_PROCESS');
    await robot.clock.advance(PROCESS_MS);
    expect((await robot.call('GET', path)).get('firewall', 'status')).toBe('active');
    const odd = await robot.call('POST', path, { ...form, 'rules[input][0][action]': 'maybe' });
    expect(odd.get('error', 'invalid')).toEqual(['rules']);
  });

  it('route a failover address', async () => {
    const other = await openRobot({ failovers: [{ ip: '10.9.9.9', serverNumber: OLD }] });
    const path = '/failover/10.9.9.9';
    expect((await other.call('GET', '/failover')).get(0, 'failover', 'server_number')).toBe(OLD);
    const routed = await other.call('POST', path, { active_server_ip: '127.9.1.2' });
    expect(routed.get('failover', 'active_server_ip')).toBe('127.9.1.2');
    expect((await other.call('POST', path, { active_server_ip: '127.9.1.2' })).status).toBe(409);
    expect((await other.call('POST', path, { active_server_ip: '10.0.0.1' })).status).toBe(404);
    expect((await other.call('DELETE', path)).get('failover', 'active_server_ip')).toBeNull();
    await other.close();
  });
});

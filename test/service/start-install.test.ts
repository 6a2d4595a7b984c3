import { describe, expect, it } from '@jest/globals';
import { DISK_PASSPHRASE_SECRETS } from '../../src/domain/disk-passphrase.ts';
import type { InstallRequest } from '../../src/domain/request.ts';
import { hashRequest } from '../../src/service/body-hash.ts';
import { startInstall } from '../../src/service/start-install.ts';
import { createMemoryPorts } from './memory-ports.ts';

const REQUEST: InstallRequest = {
  machine: {
    kind: 'existing',
    existing: { provider: 'ssh', host: '192.0.2.7', port: 22, user: 'root', hostKey: null },
  },
  system: {
    hostname: 'a',
    authorizedKeys: [],
    modules: [],
    timeZone: 'UTC',
    stateVersion: '26.05',
  },
  layout: { preset: 'single-ext4', system: {}, data: [], espSizeMib: 1024, swapSizeMib: 0 },
  erase: 'planned-disks',
  planDigest: null,
};
const INPUT_OF_NO_ORDER = { request: REQUEST, privateKey: null, idempotencyKey: 'k3' };
const INPUT = { request: REQUEST, privateKey: 'the key', idempotencyKey: 'k' };

describe('starting an install', () => {
  it('is completed by the next call when the service died after the row was written', async () => {
    const ports = createMemoryPorts();
    const dying = {
      ...ports,
      secrets: {
        find: ports.secrets.find,
        async putIfAbsent() {
          throw new Error('killed');
        },
      },
    };
    await expect(startInstall(dying, INPUT)).rejects.toThrow('killed');
    expect(ports.engineCalls).toEqual([]);
    const { install, isNew } = await startInstall(ports, INPUT);
    expect(isNew).toBe(false);
    expect(ports.engineCalls).toEqual([`run install ${install.installId}`]);
    expect([...ports.storedSecrets.values()]).toEqual(['the key']);
  });

  it('does not bring back a key that an ended install has forgotten', async () => {
    const ports = createMemoryPorts();
    const { install } = await startInstall(ports, INPUT);
    ports.tell(install.installId, { state: 'failed' }, { kind: 'cancelled' });
    ports.storedSecrets.clear();
    await startInstall(ports, INPUT);
    expect(ports.storedSecrets.size).toBe(0);
  });

  it('makes a new install of every call without a key', async () => {
    const ports = createMemoryPorts();
    const input = { ...INPUT, idempotencyKey: null };
    const ids = [await startInstall(ports, input), await startInstall(ports, input)];
    expect(new Set(ids.map(({ install }) => install.installId)).size).toBe(2);
  });

  it('orders no more than the limit of the day lets, and still answers a repeated call', async () => {
    const ports = createMemoryPorts();
    const order = { provider: 'hcloud', account: 'main', name: 'a' } as const;
    const full = { ...order, serverTypes: ['cx33'], locations: ['fsn1'], maxPrice: null };
    const request = { ...REQUEST, machine: { kind: 'order', order: full } } as const;
    const input = { ...INPUT, request, privateKey: null };
    const first = await startInstall(ports, input);
    ports.ordersLeft = 0;
    expect((await startInstall(ports, input)).install.installId).toBe(first.install.installId);
    await expect(startInstall(ports, { ...input, idempotencyKey: 'k2' })).rejects.toMatchObject({
      code: 'request.order-limit',
    });
    expect((await startInstall(ports, INPUT_OF_NO_ORDER)).isNew).toBe(true);
    expect(ports.storedRequests()).toHaveLength(2);
  });

  it('writes nothing for an uploaded flake that is not there', async () => {
    const ports = createMemoryPorts();
    const source = { kind: 'upload', flakeId: 'gone' } as const;
    const flake = { mode: 'extend', attribute: 'web', source } as const;
    const request = { ...REQUEST, system: { ...REQUEST.system, flake } };
    await expect(startInstall(ports, { ...INPUT, request })).rejects.toMatchObject({
      code: 'request.not-found',
    });
    expect(ports.storedRequests()).toEqual([]);
  });
});

describe('starting an install with encrypted disks', () => {
  const layout = { ...REQUEST.layout, hasLuks: true };
  const input = { ...INPUT, request: { ...REQUEST, layout } };

  it('makes a passphrase that a person can type, and tells it to the caller alone', async () => {
    const ports = createMemoryPorts();
    const { madePassphrase } = await startInstall(ports, input);
    expect(madePassphrase).toMatch(/^[a-x2-9]{5}(\.[a-x2-9]{5}){4}$/);
    expect([...ports.storedSecrets.values()]).toContain(madePassphrase);
    expect(JSON.stringify(ports.storedRequests())).not.toContain(madePassphrase);
    const repeat = await startInstall(ports, input);
    expect(repeat).toMatchObject({ isNew: false, madePassphrase });
    const other = await startInstall(ports, { ...input, idempotencyKey: null });
    expect(other.madePassphrase).not.toBe(madePassphrase);
  });

  it('tells nothing once the install has forgotten it', async () => {
    const ports = createMemoryPorts();
    const { install } = await startInstall(ports, input);
    ports.tell(install.installId, { state: 'ready' }, { kind: 'cancelled' });
    ports.storedSecrets.clear();
    expect((await startInstall(ports, input)).madePassphrase).toBeNull();
  });

  it('takes the caller’s own, and never tells it', async () => {
    const ports = createMemoryPorts();
    const secrets = { [DISK_PASSPHRASE_SECRETS.given]: 'correct horse' };
    const { install, madePassphrase } = await startInstall(ports, { ...input, secrets });
    expect(madePassphrase).toBeNull();
    expect(ports.storedSecrets.get(`${install.installId}/disk-passphrase`)).toBe('correct horse');
    const another = { [DISK_PASSPHRASE_SECRETS.given]: 'battery staple' };
    await expect(startInstall(ports, { ...input, secrets: another })).rejects.toMatchObject({
      code: 'request.idempotency-key-reused',
    });
  });

  it('refuses a passphrase with which nothing would be encrypted', async () => {
    const ports = createMemoryPorts();
    const secrets = { [DISK_PASSPHRASE_SECRETS.given]: 'correct horse' };
    await expect(startInstall(ports, { ...INPUT, secrets })).rejects.toMatchObject({
      code: 'request.invalid',
    });
    expect(ports.storedRequests()).toEqual([]);
  });
});

describe('the hash of a request', () => {
  it('is the same for the same wish in another order of keys', () => {
    const { machine, system, ...rest } = REQUEST;
    expect(hashRequest({ ...rest, system, machine }, 'k')).toBe(hashRequest(REQUEST, 'k'));
  });

  it('differs for another order of a list, another key, another value', () => {
    const one = { ...REQUEST, system: { ...REQUEST.system, modules: ['a', 'b'] } };
    const two = { ...REQUEST, system: { ...REQUEST.system, modules: ['b', 'a'] } };
    const hashes = [
      hashRequest(one, 'k'),
      hashRequest(two, 'k'),
      hashRequest(one, 'l'),
      hashRequest(one, null),
    ];
    const secret = (text: string) => hashRequest(REQUEST, 'k', { 'file:/x': text });
    expect(new Set([...hashes, secret('a'), secret('b')]).size).toBe(6);
  });
});

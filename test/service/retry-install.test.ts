import { describe, expect, it } from '@jest/globals';
import { RequestError } from '../../src/domain/error.ts';
import type { InstallRequest } from '../../src/domain/request.ts';
import { DOCUMENTS } from '../../src/service/names.ts';
import { retryInstall } from '../../src/service/retry-install.ts';
import { EXAMPLE_REQUEST } from '../support/example-request.ts';
import { createMemoryPorts } from './memory-ports.ts';

const SSH: InstallRequest = {
  ...EXAMPLE_REQUEST,
  machine: {
    kind: 'existing',
    existing: { provider: 'ssh', host: '192.0.2.7', port: 22, user: 'root', hostKey: null },
  },
  erase: 'planned-disks',
};

const ORDER: InstallRequest = {
  ...EXAMPLE_REQUEST,
  machine: {
    kind: 'order',
    order: {
      ...{ provider: 'hcloud', account: 'main', name: 'web-1', maxPrice: null },
      ...{ serverTypes: ['cx33'], locations: ['fsn1'] },
    },
  },
};

async function failed(request: InstallRequest = ORDER) {
  const ports = createMemoryPorts();
  await ports.installs.insert({
    ...{ installId: 'i', request, idempotencyKey: undefined, bodyHash: '' },
  });
  ports.tell('i', { state: 'failed' }, { kind: 'resumed' });
  const retry = (privateKey: string | null = null, mayOrder = true) =>
    retryInstall(ports, {
      ...{ installId: 'i', privateKey },
      requireOrderScope: () => {
        if (!mayOrder) throw new RequestError('request.forbidden', 'no');
      },
    });
  return { ports, retry };
}

describe('another try of a failed install', () => {
  it('uses the machine that was bought, with leave to wipe what was bought for it', async () => {
    const { ports, retry } = await failed();
    const origin = { provider: 'hcloud', account: 'main', providerRef: '4711' };
    ports.putDocument('i', DOCUMENTS.machine, { origin, addresses: [] });
    ports.spends.set('order:i', { state: 'placed', receipt: {} });
    const { install, isNew } = await retry(null, false);
    expect(isNew).toBe(true);
    expect(await ports.installs.getRequest(install.installId)).toEqual({
      ...ORDER,
      machine: {
        kind: 'existing',
        existing: { provider: 'hcloud', account: 'main', server: '4711' },
      },
      erase: 'planned-disks',
      planDigest: null,
      retryOf: 'i',
    });
    expect(ports.engineCalls).toEqual([`run install ${install.installId}`]);
  });

  it('is one, however often it is asked for', async () => {
    const { retry } = await failed();
    const tries = [await retry(), await retry()];
    expect(tries.map(({ isNew }) => isNew)).toEqual([true, false]);
    expect(tries[0]?.install.installId).toBe(tries[1]?.install.installId);
  });

  it('orders anew what the vendor had refused, and only for one who may', async () => {
    const { ports, retry } = await failed();
    const problem = { code: 'provider.sold-out', message: '', details: {} } as const;
    ports.spends.set('order:i', { state: 'refused', problem });
    await expect(retry(null, false)).rejects.toMatchObject({ code: 'request.forbidden' });
    const { install } = await retry();
    const { machine } = await ports.installs.getRequest(install.installId);
    expect(machine).toEqual(ORDER.machine);
  });

  it('is refused while nobody knows what came of the order', async () => {
    const { ports, retry } = await failed();
    ports.spends.set('order:i', { state: 'unknown', claim: 'c', sentAt: 1 });
    await expect(retry()).rejects.toMatchObject({ code: 'request.conflict' });
    expect(ports.engineCalls).toEqual([]);
  });

  it('asks for the key of a host again, and seals it', async () => {
    const { ports, retry } = await failed(SSH);
    await expect(retry()).rejects.toMatchObject({
      code: 'request.conflict',
      details: { missing: [expect.stringContaining('privateKey')] },
    });
    const { install } = await retry('KEY');
    expect([...ports.storedSecrets]).toEqual([[`${install.installId}/given-access`, 'KEY']]);
  });

  it('is refused for an install that has not failed', async () => {
    const { ports, retry } = await failed();
    ports.tell('i', { state: 'ready' }, { kind: 'resumed' });
    const { install } = await retry();
    const again = retryInstall(ports, {
      ...{ installId: install.installId, privateKey: null, requireOrderScope: () => {} },
    });
    await expect(again).rejects.toMatchObject({ code: 'request.conflict' });
  });
});

import { describe, expect, it } from '@jest/globals';
import { cancelInstall } from '../../src/service/cancel-install.ts';
import { createMemoryPorts } from './memory-ports.ts';

async function withInstall() {
  const ports = createMemoryPorts();
  const request = { system: { hostname: 'a' } };
  await ports.installs.insert({
    installId: 'i',
    request: request as never,
    idempotencyKey: undefined,
    bodyHash: '',
  });
  return ports;
}

describe('cancelling an install', () => {
  it('tells the engine again when it is asked again', async () => {
    const ports = await withInstall();
    await cancelInstall(ports, 'i');
    await cancelInstall(ports, 'i');
    expect(ports.engineCalls).toEqual(['cancel i', 'cancel i']);
  });

  it('says so when the install ended just before', async () => {
    const ports = await withInstall();
    const { record } = ports.installs;
    const late: typeof record = async (...told) => {
      ports.tell('i', { state: 'ready' }, { kind: 'resumed' });
      return record(...told);
    };
    const racing = { ...ports, installs: { ...ports.installs, record: late } };
    await expect(cancelInstall(racing, 'i')).rejects.toMatchObject({
      code: 'request.not-cancellable',
    });
    expect(ports.engineCalls).toEqual([]);
  });

  it('leaves a cancelled install as it is', async () => {
    const ports = await withInstall();
    ports.tell('i', { state: 'cancelled' }, { kind: 'cancelled' });
    expect(await cancelInstall(ports, 'i')).toMatchObject({ state: 'cancelled' });
    expect(ports.engineCalls).toEqual([]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { DOCUMENTS } from '../../src/service/names.ts';
import { permitInstall } from '../../src/service/permit-install.ts';
import { EXAMPLE_REQUEST } from '../support/example-request.ts';
import { createMemoryPorts } from './memory-ports.ts';

const DIGEST = 'a'.repeat(64);

async function waiting() {
  const ports = createMemoryPorts();
  await ports.installs.insert({
    ...{ installId: 'i', request: EXAMPLE_REQUEST, idempotencyKey: undefined, bodyHash: '' },
  });
  ports.putDocument('i', DOCUMENTS.plan, { digest: DIGEST });
  ports.tell('i', { state: 'waiting-for-permit' }, { kind: 'resumed' });
  return ports;
}

describe('leave for an install', () => {
  it('is kept for the plan that it names, also when it is given twice or late', async () => {
    const ports = await waiting();
    await permitInstall(ports, 'i', DIGEST);
    ports.tell('i', { state: 'running' }, { kind: 'resumed' });
    expect((await permitInstall(ports, 'i', DIGEST)).state).toBe('running');
    expect(await ports.documents.find('i', DOCUMENTS.permit)).toEqual({ planDigest: DIGEST });
  });

  it('is refused for another plan, and nothing is kept', async () => {
    const ports = await waiting();
    await expect(permitInstall(ports, 'i', 'b'.repeat(64))).rejects.toMatchObject({
      code: 'request.plan-changed',
      details: { planDigest: DIGEST },
    });
    expect(await ports.documents.find('i', DOCUMENTS.permit)).toBeNull();
  });

  it('is refused where nobody waits for it', async () => {
    const ports = await waiting();
    ports.tell('i', { state: 'running' }, { kind: 'resumed' });
    await expect(permitInstall(ports, 'i', DIGEST)).rejects.toMatchObject({
      code: 'request.conflict',
    });
  });
});

/** The whole service as its own process: fifty calls at once under one key, through real HTTP. */

import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { generateKeyPair } from '../../src/ssh/keys.ts';
import { createServiceProcess, type ServiceProcess } from '../lab/service-process.ts';

const TOKEN = 'token-for-the-keys-0123456789';
const AT_ONCE = 50;
const { privateKey, publicKey } = generateKeyPair('operator');

let dir: string;
let service: ServiceProcess;

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'ironflake-keys-'));
  service = await createServiceProcess({
    dataDir: path.join(dir, 'data'),
    logFile: path.join(dir, 'service.log'),
    env: { IRONFLAKE_TOKEN: TOKEN, IRONFLAKE_WEBHOOK_TARGETS: 'any' },
  });
  await service.start();
}, 60_000);

afterAll(async () => {
  await service.stop();
  await rm(dir, { recursive: true, force: true });
}, 60_000);

async function call(method: string, to: string, body?: object, key?: string) {
  const answer = await fetch(`${service.url}${to}`, {
    method,
    headers: {
      authorization: `Bearer ${TOKEN}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const read: unknown = await answer.json();
  return { status: answer.status, body: typeof read === 'object' ? { ...read } : {} };
}

function atOnce(to: string, body: object) {
  return Promise.all(Array.from({ length: AT_ONCE }, () => call('POST', to, body, `many-${to}`)));
}

async function count(to: string): Promise<number> {
  const { body } = await call('GET', to);
  return 'items' in body && Array.isArray(body.items) ? body.items.length : -1;
}

const INSTALL = {
  machine: { existing: { provider: 'ssh', host: '127.0.0.1', port: 1, privateKey } },
  system: { hostname: 'web-1', authorizedKeys: [publicKey] },
  erase: 'planned-disks',
};

describe('fifty calls at once under one key', () => {
  it('start one install', async () => {
    const answers = await atOnce('/v1/installs', INSTALL);
    const fresh = answers.filter(({ status }) => status === 202);
    expect(fresh).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(AT_ONCE - 1);
    const ids = answers.map(({ body }) => ('installId' in body ? body.installId : null));
    expect(new Set(ids).size).toBe(1);
    expect(await count('/v1/installs')).toBe(1);
    const other = { ...INSTALL, layout: { preset: 'single-btrfs' } };
    const refused = await call('POST', '/v1/installs', other, 'many-/v1/installs');
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'request.idempotency-key-reused' },
    });
    await call('POST', `/v1/installs/${String(ids[0])}/cancel`);
  }, 60_000);

  it('make one webhook and one token', async () => {
    const webhooks = await atOnce('/v1/webhooks', { url: 'http://127.0.0.1:1/' });
    expect(webhooks.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(webhooks.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(await count('/v1/webhooks')).toBe(1);
    const before = await count('/v1/tokens');
    const tokens = await atOnce('/v1/tokens', { name: 'ci', scopes: ['read'] });
    expect(tokens.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await count('/v1/tokens')).toBe(before + 1);
  }, 60_000);
});

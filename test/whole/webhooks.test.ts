/** The whole service as its own process: a webhook hears of an install in order, over a crash of the service. */

import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient } from '../../src/client/client.ts';
import { generateKeyPair } from '../../src/ssh/keys.ts';
import { createServiceProcess, type ServiceProcess } from '../lab/service-process.ts';

const TOKEN = 'token-for-the-webhooks-0123456789';
const operator = generateKeyPair('operator');

interface Call {
  readonly id: string;
  readonly signature: string;
  readonly timestamp: string;
  readonly body: string;
}

let dir: string;
let service: ServiceProcess;
let receiver: Server;
let target: string;
let isTaking: boolean;
const calls: Call[] = [];
const taken: Call[] = [];

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'ironflake-webhooks-'));
  service = await createServiceProcess({
    dataDir: path.join(dir, 'data'),
    logFile: path.join(dir, 'service.log'),
    env: { IRONFLAKE_TOKEN: TOKEN, IRONFLAKE_WEBHOOK_TARGETS: 'any' },
  });
  await service.start();
  receiver = createServer((request, answer) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const call = {
        id: String(request.headers['webhook-id']),
        signature: String(request.headers['webhook-signature']),
        timestamp: String(request.headers['webhook-timestamp']),
        body: Buffer.concat(chunks).toString(),
      };
      calls.push(call);
      if (isTaking) taken.push(call);
      answer.writeHead(isTaking ? 204 : 500).end();
      receiver.emit('call');
    });
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const address = receiver.address() as AddressInfo;
  target = `http://127.0.0.1:${address.port}/hook`;
}, 60_000);

afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await service.stop();
  await rm(dir, { recursive: true, force: true });
}, 60_000);

async function post(to: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${service.url}${to}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const read: unknown = await answer.json();
  return typeof read === 'object' && read !== null ? { ...read } : {};
}

describe('a webhook', () => {
  it('hears of an install signed and in order, though receiver and service were down', async () => {
    isTaking = false;
    const { secret } = await post('/v1/webhooks', { url: target });
    const client = createClient({ baseUrl: service.url, token: TOKEN });
    // Nobody listens there: the install waits until it is cancelled.
    const { privateKey } = operator;
    const { installId } = await client.installs.create({
      machine: { existing: { provider: 'ssh', host: '127.0.0.1', port: 1, privateKey } },
      system: { hostname: 'web-1', authorizedKeys: [operator.publicKey] },
      erase: 'planned-disks',
    });
    while (calls.length === 0) await once(receiver, 'call');
    await service.stop('SIGKILL');
    isTaking = true;
    await service.start();
    const after = createClient({ baseUrl: service.url, token: TOKEN });
    await after.installs.cancel(installId);
    const stored: number[] = [];
    for await (const event of after.installs.watch(installId)) {
      if (event.body.kind !== 'output') stored.push(event.eventId);
    }
    while (taken.length < stored.length) await once(receiver, 'call');
    const heard = taken.map(({ body }) => JSON.parse(body).data.eventId);
    expect(heard).toEqual(stored);
    expect(JSON.parse(taken.at(-1)?.body ?? '').type).toBe('install.cancelled');
    const key = Buffer.from(String(secret).replace('whsec_', ''), 'base64');
    for (const { id, timestamp, body, signature } of calls) {
      const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
      expect(signature).toBe(`v1,${mac}`);
    }
  }, 120_000);
});

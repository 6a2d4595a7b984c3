import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createWebhookSender } from '../../src/events/webhook-sender.ts';
import { createWebhookSecret } from '../../src/events/webhook-signature.ts';
import { createPublicLookup, type ResolveAll } from '../../src/events/webhook-target.ts';

interface Received {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

const NEVER = new AbortController().signal;
const received: Received[] = [];
let server: Server;
let port: number;
let status: number | null;

beforeEach(async () => {
  received.length = 0;
  status = 204;
  server = createServer((request, answer) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      if (status !== null) answer.writeHead(status, { location: '/elsewhere' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  port = address.port;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const SECRET = createWebhookSecret();

function message(url = `http://127.0.0.1:${port}/hook`) {
  return { url, secret: SECRET, id: 'msg_1', nowMs: 1_700_000_000_500, body: '{"a":"ü"}' };
}

const anywhere = { allowsHttp: true, allowsPrivate: true };

describe('sending to a webhook', () => {
  it('signs as Standard Webhooks asks for', async () => {
    const sent = await createWebhookSender(anywhere)(message(), NEVER);
    expect(sent).toEqual({ kind: 'answered', status: 204 });
    const [{ headers, body } = { headers: {}, body: '' }] = received;
    expect(body).toBe('{"a":"ü"}');
    const key = Buffer.from(SECRET.replace('whsec_', ''), 'base64');
    const mac = createHmac('sha256', key).update(`msg_1.1700000000.${body}`).digest('base64');
    expect(headers).toMatchObject({
      'webhook-id': 'msg_1',
      'webhook-timestamp': '1700000000',
      'webhook-signature': `v1,${mac}`,
    });
  });

  it('follows no redirect', async () => {
    status = 302;
    const sent = await createWebhookSender(anywhere)(message(), NEVER);
    expect(sent).toEqual({ kind: 'answered', status: 302 });
    expect(received).toHaveLength(1);
  });

  it('gives up on a target that does not answer', async () => {
    status = null;
    const send = createWebhookSender({ ...anywhere, timeoutMs: 50 });
    expect(await send(message(), NEVER)).toEqual({
      kind: 'unanswered',
      reason: 'no answer within 0.05 s',
    });
  });

  it('does not connect where a name has come to lead to this host', async () => {
    const resolve: ResolveAll = (_hostname, _options, done) =>
      done(null, [{ address: '127.0.0.1', family: 4 }]);
    const lookup = createPublicLookup(resolve);
    const send = createWebhookSender({ allowsHttp: true, allowsPrivate: false, lookup });
    const sent = await send(message(`http://hooks.example:${port}/`), NEVER);
    expect(sent).toMatchObject({ reason: expect.stringContaining('not public') });
    expect(received).toEqual([]);
  });

  it('does not connect to an address that is not public, and not in the clear', async () => {
    const send = createWebhookSender({ allowsHttp: false, allowsPrivate: false });
    expect(await send(message(), NEVER)).toEqual({
      kind: 'unanswered',
      reason: 'the URL is not https',
    });
    expect(await send(message(`https://127.0.0.1:${port}/`), NEVER)).toMatchObject({
      reason: expect.stringContaining('not public'),
    });
    expect(received).toEqual([]);
  });
});

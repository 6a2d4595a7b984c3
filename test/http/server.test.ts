import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  createServiceUnderTest,
  EXISTING,
  PRIVATE_KEY,
  type ServiceUnderTest,
  SSH_HOST,
  tokenOf,
} from './service-under-test.ts';

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await createServiceUnderTest();
});

afterAll(async () => {
  await service.app.close();
});

describe('every answer', () => {
  it('carries the request id of the caller, or one of its own', async () => {
    const given = await service.call({ url: '/healthz', headers: { 'x-request-id': 'abc.1' } });
    const made = await service.call({ url: '/healthz', headers: { 'x-request-id': 'a b\tc' } });
    expect(given.headers['x-request-id']).toBe('abc.1');
    expect(made.headers['x-request-id']).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('carries the security headers, also when it is a problem', async () => {
    for (const url of ['/healthz', '/v1/installs']) {
      const { headers } = await service.call({ url });
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-security-policy']).toContain("default-src 'none'");
    }
  });
});

describe('problems', () => {
  it('are given for a path outside of the contract', async () => {
    const answer = await service.app.inject({ url: '/v2/nothing?token=x' });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.json()).toMatchObject({ code: 'request.not-found', instance: '/v2/nothing' });
  });

  it('point at each wrong place of a body', async () => {
    const payload = {
      ...EXISTING,
      machine: { existing: { provider: 'hcloud', account: 'Main!', server: 'web-1' } },
      system: { hostname: 'Bad_Name', authorizedKeys: [], extra: 1 },
    };
    const answer = await service.call({
      method: 'POST',
      url: '/v1/installs',
      scope: 'order',
      payload,
    });
    expect(answer.status).toBe(400);
    const { code, errors } = answer.json();
    expect(code).toBe('request.invalid');
    expect(errors).toEqual(
      expect.arrayContaining(
        [
          '/machine/existing/account',
          '/system/hostname',
          '/system/authorizedKeys',
          '/system/extra',
        ].map((pointer) => expect.objectContaining({ in: 'body', pointer })),
      ),
    );
  });

  it.each([
    ['no body', {}],
    ['text', { payload: JSON.stringify(EXISTING), headers: { 'content-type': 'text/plain' } }],
    [
      'a form',
      { payload: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ],
    ['half of JSON', { payload: '{"machine":', headers: { 'content-type': 'application/json' } }],
    ['null', { payload: 'null', headers: { 'content-type': 'application/json' } }],
  ])('are given for %s in place of a JSON body', async (_title, options) => {
    const answer = await service.call({
      method: 'POST',
      url: '/v1/installs',
      scope: 'order',
      ...options,
    });
    expect(answer.json().code).toBe('request.invalid');
    expect(answer.status).toBe(400);
  });

  it('are given for a body that is too large', async () => {
    const payload = { ...EXISTING, filler: 'x'.repeat(3_000_000) };
    const answer = await service.call({
      method: 'POST',
      url: '/v1/installs',
      scope: 'order',
      payload,
    });
    expect(answer.status).toBe(413);
    expect(answer.json().code).toBe('request.too-large');
  });

  it('tell nothing of an error that is not ours', async () => {
    const broken = await createServiceUnderTest();
    broken.ports.installs.view = async () => {
      throw new Error('password=hunter2 at /srv/secret.ts');
    };
    const answer = await broken.call({ url: '/v1/installs/x', scope: 'read' });
    await broken.app.close();
    expect(answer.status).toBe(500);
    expect(answer.text).not.toMatch(/hunter2|secret\.ts/);
    expect(answer.json().code).toBe('bug.unexpected');
    expect(broken.logLines.join('')).toContain('hunter2');
  });
});

describe('tokens', () => {
  it.each([
    ['none', {}],
    ['an unknown one', { authorization: 'Bearer nobody' }],
    ['another scheme', { authorization: `Basic ${tokenOf('admin')}` }],
  ])('are asked for: %s is answered 401', async (_title, headers) => {
    const answer = await service.call({ url: '/v1/installs', headers });
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
  });

  it('are looked at before the body', async () => {
    const answer = await service.call({ method: 'POST', url: '/v1/installs', payload: { a: 1 } });
    expect(answer.status).toBe(401);
  });

  it('with the scope read may not start or cancel', async () => {
    const start = { method: 'POST', url: '/v1/installs', payload: EXISTING } as const;
    const cancel = { method: 'POST', url: '/v1/installs/x/cancel' } as const;
    expect((await service.call({ ...start, scope: 'read' })).status).toBe(403);
    expect((await service.call({ ...cancel, scope: 'read' })).status).toBe(403);
  });

  it('are not asked for by health, readiness and the contract', async () => {
    for (const url of ['/healthz', '/readyz', '/openapi.json']) {
      expect((await service.call({ url })).status).toBe(200);
    }
  });
});

describe('the log', () => {
  it('holds neither tokens nor private keys', async () => {
    await service.start(SSH_HOST);
    await service.call({
      method: 'POST',
      url: '/v1/installs',
      scope: 'order',
      payload: { ...SSH_HOST, x: 1 },
    });
    const text = service.logLines.join('');
    expect(text).toContain('/v1/installs');
    expect(text).not.toContain(tokenOf('order'));
    expect(text).not.toContain('canary');
    expect(text).not.toContain(PRIVATE_KEY);
  });
});

describe('malformed requests', () => {
  it('are each answered by a problem of the 400 family, whatever stands in the body', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json({ maxDepth: 4 }), async (text) => {
        const answer = await service.call({
          method: 'POST',
          url: '/v1/installs',
          scope: 'admin',
          headers: { 'content-type': 'application/json' },
          payload: text,
        });
        expect(answer.status).toBe(400);
      }),
      { numRuns: 300 },
    );
  });

  it('are refused with one part of a good body replaced by any other value', async () => {
    const places = [
      ['machine'],
      ['machine', 'existing'],
      ['system'],
      ['system', 'hostname'],
      ['layout'],
      ['erase'],
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        fc.jsonValue({ maxDepth: 2 }),
        async (place, value) => {
          const payload = replaced(EXISTING, place, value);
          const answer = await service.call({
            method: 'POST',
            url: '/v1/installs',
            scope: 'admin',
            payload,
          });
          expect([202, 400, 422]).toContain(answer.status);
          if (typeof value !== 'string') expect(answer.status).toBe(400);
        },
      ),
      { numRuns: 300 },
    );
  });
});

function replaced(from: object, [step, ...rest]: readonly string[], value: unknown): object {
  if (step === undefined) return from;
  const inner: unknown = Object.entries(from).find(([key]) => key === step)?.[1];
  const isDeeper = rest.length > 0 && typeof inner === 'object' && inner !== null;
  return { ...from, [step]: isDeeper ? replaced(inner, rest, value) : value };
}

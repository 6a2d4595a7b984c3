import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { ProviderError, toErrorData } from '../../../src/domain/error.ts';
import { mockHttp } from '../../support/http-mock.ts';
import {
  actionBody,
  ENDPOINT,
  makeProvider,
  never,
  present,
  refusal,
  serverBody,
  TOKEN,
} from './make.ts';

const http = mockHttp(ENDPOINT);

async function failureOf(promise: Promise<unknown>): Promise<ProviderError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}

function textOf(error: unknown): string {
  return `${inspect(error, { depth: 10, showHidden: true })} ${JSON.stringify(toErrorData(error))}`;
}

const REFUSALS: readonly (readonly [number, string, string])[] = [
  [400, 'json_error', 'provider.rejected'],
  [401, 'unauthorized', 'provider.unauthorized'],
  [401, 'token_readonly', 'provider.unauthorized'],
  [401, 'a_new_code', 'provider.unauthorized'],
  [403, 'forbidden', 'provider.forbidden'],
  [403, 'a_new_code', 'provider.forbidden'],
  [403, 'resource_limit_exceeded', 'provider.limit-reached'],
  [404, 'not_found', 'provider.not-found'],
  [405, 'method_not_allowed', 'provider.rejected'],
  [409, 'uniqueness_error', 'provider.conflict'],
  [409, 'a_new_code', 'provider.rejected'],
  [410, 'deprecated_api_endpoint', 'provider.rejected'],
  [412, 'resource_unavailable', 'provider.sold-out'],
  [412, 'primary_ip_version_mismatch', 'provider.rejected'],
  [422, 'invalid_input', 'provider.rejected'],
  [422, 'unsupported_error', 'provider.rejected'],
  [422, 'placement_error', 'provider.sold-out'],
  [422, 'server_not_stopped', 'provider.rejected'],
  [423, 'protected', 'provider.protected'],
];

const PASSING: readonly (readonly [number, string, string])[] = [
  [403, 'maintenance', 'provider.unavailable'],
  [409, 'conflict', 'provider.busy'],
  [422, 'service_error', 'provider.unavailable'],
  [423, 'locked', 'provider.busy'],
  [423, 'a_new_code', 'provider.busy'],
  [429, 'rate_limit_exceeded', 'provider.rate-limited'],
  [500, 'server_error', 'provider.unavailable'],
  [502, 'bad_gateway', 'provider.unavailable'],
  [503, 'unavailable', 'provider.unavailable'],
  [504, 'timeout', 'provider.unavailable'],
];

describe('what the vendor refuses', () => {
  it.each(REFUSALS)('%i %s ends at once with %s', async (status, vendorCode, code) => {
    http.on
      .get('/servers?name=web-1&page=1&per_page=50')
      .reply(status, refusal(vendorCode, `because ${TOKEN}`), { 'x-correlation-id': 'trace-9' });

    const error = await failureOf(makeProvider().getMachine('web-1', never()));

    expect(error.code).toBe(code);
    expect(error.message).toContain(`${status} ${vendorCode} (because [token])`);
    expect(error.message).toContain('trace-9');
    expect(error.details).toMatchObject({ status, vendorCode, outcome: 'refused' });
    expect(textOf(error)).not.toContain(TOKEN);
    expect(http.calls).toHaveLength(1);
  });

  it.each(PASSING)('%i %s is asked again and may then succeed', async (status, vendorCode) => {
    http.on.get('/servers/42').times(2).reply(status, refusal(vendorCode));
    http.on.get('/servers/42').reply(200, { server: serverBody() });

    expect((await makeProvider().getMachine('42', never())).name).toBe('web-1');
  });

  it.each(PASSING)(
    '%i %s that stays ends with %s after 7 tries',
    async (status, vendorCode, code) => {
      http.on.get('/servers/42').times(7).reply(status, refusal(vendorCode));

      const error = await failureOf(makeProvider().getMachine('42', never()));

      expect(error.code).toBe(code);
      expect(textOf(error)).not.toContain(TOKEN);
    },
  );

  it('names the fields and limits that were at fault, and not their texts', async () => {
    const details = {
      fields: [{ name: 'user_data', messages: ['secret text'] }],
      limits: [{ name: 'servers' }],
    };
    http.on.get('/servers/42').reply(422, refusal('invalid_input', 'invalid', details));

    const error = await failureOf(makeProvider().getMachine('42', never()));

    expect(error.details).toMatchObject({ fields: ['user_data'], limits: ['servers'] });
    expect(textOf(error)).not.toContain('secret text');
  });
});

const BROKEN: readonly (readonly [string, number, string | undefined])[] = [
  ['502 with HTML', 502, '<html>Bad Gateway</html>'],
  ['503 with nothing', 503, undefined],
  ['503 with null', 503, 'null'],
  ['429 with nothing', 429, undefined],
  ['200 with HTML', 200, '<html>hello</html>'],
  ['201 with another shape', 201, '{"something":"else"}'],
];

describe('an answer that cannot be read', () => {
  it.each(BROKEN)('%s of an hcloud-js action is our error', async (_title, status, body) => {
    http.on.get('/servers/42').reply(200, { server: serverBody({ status: 'off' }) });
    http.on
      .post('/servers/42/actions/poweron')
      .times(7)
      .reply(status, body, { 'content-type': 'application/json' });

    const error = await failureOf(present(makeProvider().power).restart('42', never()));

    expect(error.code).toBe(status === 429 ? 'provider.rate-limited' : 'provider.unavailable');
    expect(error.details.status).toBe(status);
  });

  it('names the field of a server that is not as agreed', async () => {
    http.on
      .get('/servers/42')
      .times(7)
      .reply(200, { server: serverBody({ rescue_enabled: 'yes' }) });

    const error = await failureOf(makeProvider().getMachine('42', never()));

    expect(error.message).toContain('field server.rescue_enabled is not true or false');
  });

  it('does not follow a redirect', async () => {
    http.on.get('/servers/42').reply(302, undefined, { location: 'https://elsewhere.test/' });

    const error = await failureOf(makeProvider().getMachine('42', never()));

    expect(error.details.status).toBe(302);
  });
});

describe('the token', () => {
  it('is sent as a bearer token', async () => {
    http.on
      .get('/servers/42')
      .matchHeader('authorization', `Bearer ${TOKEN}`)
      .reply(200, { server: serverBody() });

    expect((await makeProvider().getMachine('42', never())).origin.providerRef).toBe('42');
  });

  it.each(['ECONNRESET', 'ETIMEDOUT', 'ECONNREFUSED', 'ENOTFOUND'])(
    'is nowhere in what %s leaves behind',
    async (code) => {
      const failure = Object.assign(new Error(`${code} ${TOKEN}`), { code });
      http.on.get('/servers/42').times(7).replyWithError(failure);
      http.on.get('/servers/43').reply(200, { server: serverBody({ id: 43, status: 'off' }) });
      http.on.post('/servers/43/actions/poweron').times(7).replyWithError(failure);

      const ours = await failureOf(makeProvider().getMachine('42', never()));
      const hcloudJs = await failureOf(present(makeProvider().power).restart('43', never()));

      for (const error of [ours, hcloudJs]) {
        expect(error.code).toBe('provider.unavailable');
        expect(error.message).toContain(code);
        expect(error.details.outcome).toBe(/REFUSED|NOTFOUND/.test(code) ? 'not-sent' : 'unknown');
        expect(textOf(error)).not.toContain(TOKEN);
      }
    },
  );

  it('is nowhere in a failed action', async () => {
    http.on.get('/servers/42').reply(200, { server: serverBody({ status: 'off' }) });
    const action = actionBody({ status: 'error', error: { code: 'action_failed', message: 'no' } });
    http.on.post('/servers/42/actions/poweron').reply(201, { action });

    const error = await failureOf(present(makeProvider().power).restart('42', never()));

    expect(error.code).toBe('provider.action-failed');
    expect(textOf(error)).not.toContain(TOKEN);
  });
});

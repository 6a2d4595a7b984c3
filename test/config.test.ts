import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type Config, configReference, type Environment, readConfig } from '../src/config.ts';

function configOf(environment: Environment, files: Record<string, string> = {}): Config {
  const result = readConfig(environment, (path) => fileOf(files, path));
  if (result.kind === 'config') return result.config;
  throw new Error(result.problems.join('\n'));
}

function problemsOf(environment: Environment, files: Record<string, string> = {}) {
  const result = readConfig(environment, (path) => fileOf(files, path));
  return result.kind === 'wrong' ? result.problems : [];
}

function fileOf(files: Record<string, string>, path: string): string {
  const text = files[path];
  if (text !== undefined) return text;
  throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
}

const KEY = Buffer.alloc(32, 7).toString('base64');

describe('the configuration', () => {
  it('has a default for everything that need not be said', () => {
    expect(configOf({})).toMatchObject({
      port: 8080,
      host: '127.0.0.1',
      dataDir: 'data',
      databaseUrl: null,
      hcloudEndpoint: 'https://api.hetzner.cloud/v1',
      kexecDelivery: 'target',
      maxInstalls: 100,
      ordersPerDay: 20,
    });
  });

  it('does not take a Robot user without its password', () => {
    expect(problemsOf({ ROBOT_USER: '#ws+a' })).toEqual([
      'ROBOT_USER is set without ROBOT_PASSWORD.',
    ]);
    const both = configOf({ ROBOT_USER: '#ws+a', ROBOT_PASSWORD: 'p w' });
    expect(both).toMatchObject({ robotUser: '#ws+a', robotPassword: 'p w' });
  });

  it('tells traces to nobody unless a collector is named, by the usual variables', () => {
    expect(configOf({ OTEL_SERVICE_NAME: 'a' }).telemetry).toBeNull();
    const environment = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318/',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20a%3Db, x-org=7',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=lab',
    };
    expect(configOf({ ...environment }).telemetry).toEqual({
      url: 'http://127.0.0.1:4318/v1/traces',
      headers: { authorization: 'Bearer a=b', 'x-org': '7' },
      attributes: { 'service.name': 'ironflake', 'deployment.environment': 'lab' },
    });
    const full = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://otel.example/in' };
    expect(configOf({ ...environment, ...full }).telemetry?.url).toBe('https://otel.example/in');
    expect(problemsOf({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:pw@otel.example' })).toEqual([
      expect.stringMatching(/^OTEL_EXPORTER_OTLP_ENDPOINT: .* is not valid/),
    ]);
    expect(problemsOf({ OTEL_EXPORTER_OTLP_HEADERS: 'secret-without-a-name' })).toEqual([
      expect.not.stringContaining('secret-without-a-name'),
    ]);
  });

  it('knows no issuer unless one is named, with the audience of its tokens', () => {
    expect(configOf({}).oidc).toBeNull();
    const issuer = { IRONFLAKE_OIDC_ISSUER: 'https://id.example/' };
    expect(problemsOf(issuer)).toEqual([
      'IRONFLAKE_OIDC_ISSUER is set without IRONFLAKE_OIDC_AUDIENCE.',
    ]);
    expect(configOf({ ...issuer, IRONFLAKE_OIDC_AUDIENCE: 'ironflake' }).oidc).toEqual({
      issuer: 'https://id.example/',
      audience: 'ironflake',
      scopeClaim: 'scope',
      scopeMap: {
        'ironflake:read': 'read',
        'ironflake:install': 'install',
        'ironflake:order': 'order',
        'ironflake:admin': 'admin',
      },
      labelsClaim: null,
      clockSkewSeconds: 30,
    });
  });

  it('reads which value of a token grants which scope', () => {
    const named = { IRONFLAKE_OIDC_ISSUER: 'http://localhost:8/a', IRONFLAKE_OIDC_AUDIENCE: 'x' };
    const map = 'octo/infra=install, cn=ops=admin';
    expect(configOf({ ...named, IRONFLAKE_OIDC_SCOPE_MAP: map }).oidc?.scopeMap).toEqual({
      'octo/infra': 'install',
      'cn=ops': 'admin',
    });
  });

  it.each([
    ['IRONFLAKE_OIDC_ISSUER', 'http://id.example'],
    ['IRONFLAKE_OIDC_ISSUER', 'http://localhost:1@id.example'],
    ['IRONFLAKE_OIDC_SCOPE_MAP', 'ops=root'],
    ['IRONFLAKE_OIDC_SCOPE_MAP', 'ops=admin,'],
    ['IRONFLAKE_OIDC_SCOPE_MAP', '=admin'],
    ['IRONFLAKE_OIDC_CLOCK_SKEW', '301'],
  ])('does not take %s=%s', (name, text) => {
    expect(problemsOf({ [name]: text }).map((problem) => problem.split(':')[0])).toEqual([name]);
  });

  it('reports all that is wrong at once', () => {
    const problems = problemsOf({ PORT: '99999', LOG_LEVEL: 'loud', HCLOUD_ENDPOINT: 'ftp://x' });
    expect(problems.map((text) => text.split(':')[0])).toEqual([
      'PORT',
      'HCLOUD_ENDPOINT',
      'LOG_LEVEL',
    ]);
  });

  it('never shows a secret that is wrong', () => {
    const problems = problemsOf({ IRONFLAKE_SECRET_KEY: 'hunter2', IRONFLAKE_TOKEN: 'short' });
    expect(problems).toHaveLength(2);
    expect(problems.join('\n')).not.toMatch(/hunter2|short/);
  });

  it('takes secrets out of the environment and leaves the rest there', () => {
    const environment: Environment = { IRONFLAKE_SECRET_KEY: KEY, HCLOUD_TOKEN: 't', PORT: '1' };
    expect(configOf(environment).secretKey).toEqual(new Uint8Array(32).fill(7));
    expect(environment).toEqual({ PORT: '1' });
  });

  it('reads a secret from the file that NAME_FILE names', () => {
    const environment = { HCLOUD_TOKEN_FILE: '/run/token' };
    expect(configOf(environment, { '/run/token': 'abc\n' }).hcloudToken).toBe('abc');
  });

  it('refuses a file that is not there, and a secret given twice', () => {
    expect(problemsOf({ HCLOUD_TOKEN_FILE: '/gone' })).toEqual([
      'HCLOUD_TOKEN_FILE: /gone cannot be read (ENOENT).',
    ]);
    const twice = { HCLOUD_TOKEN: 'a', HCLOUD_TOKEN_FILE: '/t' };
    expect(problemsOf(twice, { '/t': 'b' })).toEqual([
      'HCLOUD_TOKEN and HCLOUD_TOKEN_FILE are both set.',
    ]);
  });

  it('treats an empty variable as absent', () => {
    expect(configOf({ PORT: '', DATABASE_URL: '' })).toMatchObject({
      port: 8080,
      databaseUrl: null,
    });
  });

  it('is frozen', () => {
    expect(Object.isFrozen(configOf({}))).toBe(true);
  });

  it('is described by docs/configuration.md as it is', () => {
    const page = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8');
    expect(page).toBe(configReference());
  });
});

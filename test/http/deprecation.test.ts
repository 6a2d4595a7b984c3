import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Contract, loadContract } from '../../src/http/contract.ts';
import { deprecationHeaders } from '../../src/http/deprecation.ts';
import { createServiceUnderTest, type ServiceUnderTest } from './service-under-test.ts';

const MARKS = {
  deprecated: true,
  'x-deprecated-since': '2026-01-01',
  'x-sunset': '2027-01-01',
  'x-deprecation-link': '/docs#machines',
};

const HEADERS = {
  deprecation: '@1767225600',
  sunset: 'Fri, 01 Jan 2027 00:00:00 GMT',
  link: '</docs#machines>; rel="deprecation"',
};

describe('the announcement of an operation that is to go', () => {
  it('is made of its marks, and of nothing where it stays', () => {
    expect(deprecationHeaders('getIt', MARKS)).toEqual(HEADERS);
    expect(deprecationHeaders('getIt', {})).toEqual({});
    expect(deprecationHeaders('getIt', { deprecated: false })).toEqual({});
  });

  it.each<[string, object, string]>([
    ['without an end', { 'x-sunset': undefined }, 'x-sunset'],
    ['without a beginning', { 'x-deprecated-since': undefined }, 'x-deprecated-since'],
    ['with a day that no month has', { 'x-sunset': '2027-02-31' }, 'x-sunset'],
    ['with a time in place of a day', { 'x-sunset': '2027-01-01T00:00:00Z' }, 'x-sunset'],
    ['with a month that no year has', { 'x-sunset': '2027-13-01' }, 'x-sunset'],
    ['with less notice than promised', { 'x-sunset': '2026-06-30' }, 'less than 6 months'],
    ['without what to use instead', { 'x-deprecation-link': undefined }, 'x-deprecation-link'],
    ['with a link that ends early', { 'x-deprecation-link': '/a>; rel=b' }, 'x-deprecation-link'],
    ['without the mark itself', { deprecated: undefined }, 'not marked'],
  ])('is refused %s', (_name, change, told) => {
    expect(() => deprecationHeaders('getIt', { ...MARKS, ...change })).toThrow(
      expect.objectContaining({ code: 'bug.unexpected', message: expect.stringContaining(told) }),
    );
  });

  it('may come six months before the end, and not a day later', () => {
    expect(deprecationHeaders('getIt', { ...MARKS, 'x-sunset': '2026-07-01' })).toMatchObject({
      sunset: 'Wed, 01 Jul 2026 00:00:00 GMT',
    });
  });
});

describe('a contract in which an operation is to go', () => {
  let folder: string;
  let service: ServiceUnderTest;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'contract-'));
    service = await createServiceUnderTest([], { contract: await contractEnding('listAccounts') });
  });

  afterAll(async () => {
    await service.app.close();
    await rm(folder, { recursive: true });
  });

  /** A copy of ours that announces the end of this operation. */
  async function contractEnding(operationId: string): Promise<Contract> {
    await cp(fileURLToPath(new URL('../../openapi', import.meta.url)), folder, { recursive: true });
    const file = path.join(folder, 'paths', 'accounts.yaml');
    const line = `  operationId: ${operationId}\n`;
    const marks = Object.entries(MARKS).map(([name, value]) => `  ${name}: ${value}\n`);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(line, line + marks.join('')));
    return loadContract(pathToFileURL(path.join(folder, 'openapi.yaml')));
  }

  it('says so in its answers, refusals included', async () => {
    const url = '/v1/accounts';
    const good = await service.call({ url, scope: 'admin' });
    expect(good).toMatchObject({ status: 200, headers: HEADERS });
    expect(await service.call({ url })).toMatchObject({ status: 401, headers: HEADERS });
  });

  it('says nothing of the kind in the answers of others', async () => {
    const { status, headers } = await service.call({ url: '/v1/machines', scope: 'read' });
    expect(status).toBe(200);
    for (const name of Object.keys(HEADERS)) expect(headers).not.toHaveProperty(name);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { renderOperations } from '../../openapi/operations.ts';
import { createClient } from '../../src/client/client.ts';
import { asObject, loadContract, type Operation } from '../../src/http/contract.ts';

const CONTRACT = loadContract();
const FILE = new URL('../../openapi/operations.gen.ts', import.meta.url);

interface Sent {
  readonly method: string | undefined;
  readonly path: string;
  readonly headers: Headers;
}

/** A client whose calls are answered so, and what it sent. */
function clientAnswered(answers: readonly number[]) {
  const left = [...answers];
  const sent: Sent[] = [];
  const client = createClient({
    baseUrl: 'https://ironflake.test',
    token: 'token',
    sleep: async () => {},
    async fetch(input, init) {
      const { pathname } = new URL(String(input));
      sent.push({ method: init?.method, path: pathname, headers: new Headers(init?.headers) });
      const status = left.shift() ?? 200;
      return new Response('{}', { status, headers: { 'content-type': 'application/json' } });
    },
  });
  return { client, sent };
}

/** Calls an operation by its id, whatever its types; with `x` for every part of its path. */
async function callAny(client: ReturnType<typeof clientAnswered>['client'], of: Operation) {
  const names = [...of.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, 'x y']);
  const body = of.bodyType !== null ? { body: {} } : {};
  const input = { path: Object.fromEntries(names), ...body };
  await Reflect.apply(client.call, undefined, [of.operationId, input]);
}

function takesKey({ path, method }: Operation): boolean {
  const item = asObject(asObject(CONTRACT.document.paths ?? {})[path] ?? {});
  return JSON.stringify(item[method]).includes('"Idempotency-Key"');
}

describe('the client', () => {
  it('has a table of operations that is made from the contract of today', () => {
    expect(readFileSync(FILE, 'utf8')).toBe(renderOperations(CONTRACT));
  });

  it.each(CONTRACT.operations.map((one) => [one.operationId, one] as const))(
    'reaches %s where the contract has it',
    async (_, operation) => {
      const { client, sent } = clientAnswered([]);
      await callAny(client, operation);
      const [{ method, path, headers } = { method: '', path: '', headers: new Headers() }] = sent;
      expect(method).toBe(operation.method.toUpperCase());
      expect(path).toBe(operation.path.replaceAll(/\{\w+\}/g, 'x%20y'));
      expect(headers.has('content-type')).toBe(operation.bodyType !== null);
      expect(headers.has('idempotency-key')).toBe(takesKey(operation));
    },
  );

  it.each(
    CONTRACT.operations
      .filter(({ method }) => method === 'post')
      .map((one) => [one.operationId, one] as const),
  )('sends %s again after a lost answer only under a key of its own', async (_, operation) => {
    const { client, sent } = clientAnswered([504]);
    await callAny(client, operation).catch(() => {});
    expect(sent).toHaveLength(takesKey(operation) ? 2 : 1);
    const keys = sent.map(({ headers }) => headers.get('idempotency-key'));
    expect(new Set(keys).size).toBe(1);
  });

  it('sends what was refused by the number of calls again, always', async () => {
    const { client, sent } = clientAnswered([429]);
    await client.machines.enterRescue('m', { authorizedKey: 'ssh-ed25519 AAAA' });
    expect(sent).toHaveLength(2);
  });
});

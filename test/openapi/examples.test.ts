import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PAPERS } from '../../src/domain/managed-machine.ts';
import { asObject, type Json, loadContract, type Operation } from '../../src/http/contract.ts';
import { createServiceUnderTest, type ServiceUnderTest } from '../http/service-under-test.ts';
import { examplePlan } from '../support/example-plan.ts';

const contract = loadContract();

const PERMITTED = '4f0c5f2f7a1f0f2c9d8b7a6958473625140392817263544536271809a1b2c3d4';

let service: ServiceUnderTest;

beforeEach(async () => {
  service = await createServiceUnderTest();
});
afterEach(async () => {
  await service.app.close();
});

function bodyOf({ path, method }: Operation) {
  const operation = asObject(
    asObject(asObject(contract.document.paths ?? {})[path] ?? {})[method] ?? {},
  );
  const content = asObject(asObject(operation.requestBody ?? {}).content ?? {});
  return asObject(content['application/json'] ?? {});
}

/** Name and value of each example body of an operation. */
function examplesOf(operation: Operation): readonly (readonly [string, Json])[] {
  const examples = asObject(bodyOf(operation).examples ?? {});
  return Object.entries(examples).map(([name, one]) => [name, asObject(one).value ?? null]);
}

const withJson = contract.operations.filter((operation) => 'schema' in bodyOf(operation));
const cases = withJson.flatMap((operation) =>
  examplesOf(operation).map(([name, value]) => ({ operation, name, value })),
);

/** The path with the ids of things that are there. */
async function pathWithIds(path: string): Promise<string> {
  if (path.includes('{machineId}')) await addMachine();
  if (path.includes('{account}')) await addRobotAccount();
  const webhook = path.includes('{webhookId}') ? await makeWebhook() : '';
  const install = path.includes('{installId}') ? await startFor(path) : '';
  return path
    .replace('{machineId}', 'm-1')
    .replace('{provider}', 'robot')
    .replace('{account}', 'metal')
    .replace('{webhookId}', webhook)
    .replace('{installId}', install);
}

/** An install in the state in which the call is taken. */
async function startFor(path: string): Promise<string> {
  const id = await service.start();
  const plan = { ...examplePlan('cloud-single'), digest: PERMITTED };
  service.ports.putDocument(id, 'plan', plan);
  const state = path.endsWith('/permit') ? 'waiting-for-permit' : 'failed';
  service.ports.tell(id, { state }, { kind: 'resumed' });
  return id;
}

async function addMachine(): Promise<void> {
  const unlock = { port: 2222, hostKey: 'ssh-ed25519 CCCC', knownHostsLine: 'line' };
  service.machines.add({ unlock });
  service.machines.storedSecrets.set('machine:m-1/host.i-1', 'the pair');
  await service.start();
  const [request] = service.ports.storedRequests();
  await service.machines.papers.put('m-1', PAPERS.request, request ?? null);
  await service.machines.papers.put('m-1', PAPERS.plan, examplePlan('cloud-single'));
}

async function addRobotAccount(): Promise<void> {
  const payload = { provider: 'robot', name: 'metal', user: '#ws+abcdefgh', password: 'refused' };
  await service.call({ method: 'POST', url: '/v1/accounts', scope: 'admin', payload });
}

async function makeWebhook(): Promise<string> {
  const payload = { url: 'https://hooks.example.com/x' };
  await service.call({ method: 'POST', url: '/v1/webhooks', scope: 'admin', payload });
  const [made] = await service.webhooks.webhooks.list();
  return made?.webhookId ?? '';
}

describe('the examples of the contract', () => {
  it('are there for every call with a body', () => {
    const without = withJson.filter((operation) => examplesOf(operation).length === 0);
    expect(without.map(({ operationId }) => operationId)).toEqual([]);
    expect(cases.length).toBeGreaterThan(10);
  });

  it.each(cases)('$operation.operationId takes $name', async ({ operation, value }) => {
    const url = await pathWithIds(operation.path);
    const method = operation.method.toUpperCase();
    if (method !== 'POST' && method !== 'PATCH' && method !== 'PUT' && method !== 'DELETE') {
      throw new Error(`${operation.operationId}: ${method} with a body`);
    }
    const payload = JSON.stringify(value);
    const headers = { 'content-type': 'application/json' };
    const answer = await service.call({ method, url, scope: 'admin', payload, headers });
    expect(answer.status < 300 ? 'taken' : answer.text).toBe('taken');
  });
});

/**
 * The whole service as its own process against machines that are only their SSH server: what is asked
 * wrongly is refused in words, and nothing is touched.
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient, type InstallRequest } from '../../src/client/client.ts';
import { PROBE_SCRIPT } from '../../src/facts/probe.ts';
import { generateKeyPair } from '../../src/ssh/keys.ts';
import { on } from '../lab/scripted/exec.ts';
import { type ScriptedMachine, startScriptedMachine } from '../lab/scripted-machine.ts';
import { createServiceProcess, type ServiceProcess } from '../lab/service-process.ts';

const TOKEN = 'token-for-the-refusals-0123456789';
const operator = generateKeyPair('operator');
const customer = generateKeyPair('customer');

let dir: string;
let service: ServiceProcess;
let machine: ScriptedMachine;

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'ironflake-refusals-'));
  service = await createServiceProcess({
    dataDir: path.join(dir, 'data'),
    logFile: path.join(dir, 'service.log'),
    env: { IRONFLAKE_TOKEN: TOKEN },
  });
  await service.start();
  const probe = await readFile(
    path.resolve(import.meta.dirname, '../fixtures/probe/rescue-bios.txt'),
    'utf8',
  );
  machine = await startScriptedMachine({
    authorizedKeys: [operator.publicKey],
    handler: on(PROBE_SCRIPT, { stdout: probe }),
  });
}, 240_000);

afterAll(async () => {
  await machine.close();
  await service.stop();
  await rm(dir, { recursive: true, force: true });
});

/** A good request for the scripted machine, with what a case changes in it. */
function request(change: Partial<InstallRequest> = {}, hostKey?: string): InstallRequest {
  return {
    machine: {
      existing: {
        provider: 'ssh',
        host: machine.address.host,
        port: machine.address.port,
        privateKey: operator.privateKey,
        ...(hostKey === undefined ? {} : { hostKey }),
      },
    },
    system: { hostname: 'web-1', authorizedKeys: [customer.publicKey] },
    layout: { preset: 'single-ext4', disks: { system: 'nvme' } },
    erase: 'planned-disks',
    ...change,
  };
}

async function post(body: unknown, token: string = TOKEN) {
  const answer = await fetch(`${service.url}/v1/installs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const read: unknown = await answer.json();
  const problem = { code: codeOf(read) };
  return { status: answer.status, type: answer.headers.get('content-type'), problem };
}

function codeOf(problem: unknown): unknown {
  return typeof problem === 'object' && problem !== null && 'code' in problem ? problem.code : null;
}

/** Starts an install and follows it to its end. */
async function outcome(body: InstallRequest) {
  const client = createClient({ baseUrl: service.url, token: TOKEN });
  const { installId } = await client.installs.create(body);
  for await (const event of client.installs.watch(installId)) void event;
  return client.installs.get(installId);
}

/** Commands that only look. */
function touched(): readonly string[] {
  const isLook = (text: string) => text === PROBE_SCRIPT || text.startsWith('# ironflake: look');
  return machine.recorded.commands.filter((text) => !isLook(text));
}

describe('a request that cannot be meant', () => {
  it.each([
    ['an unknown field', { ...{ shape: 1 } }, 'request.invalid'],
    [
      'a hostname with a quote',
      { system: { hostname: 'web"1', authorizedKeys: ['ssh-ed25519 AAAA'] } },
      'request.invalid',
    ],
  ])('is refused at once: %s', async (_, change, code) => {
    const before = machine.recorded.connections;
    const { status, type, problem } = await post({ ...request(), ...change });
    expect(type).toContain('application/problem+json');
    expect(problem.code).toBe(code);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(machine.recorded.connections).toBe(before);
  });

  it('is refused with a wrong token', async () => {
    const { status, problem } = await post(request(), 'another-token-0123456789');
    expect(status).toBe(401);
    expect(problem.code).toBe('request.unauthorized');
  });
});

describe('a request that does not fit the machine', () => {
  it.each([
    ['no such disk', { system: { kind: 'ssd' as const } }, 'request.no-such-disk'],
    ['two possible answers', { system: 'nvme' as const }, 'request.ambiguous-disks'],
    ['a serial that is not there', { system: { serials: ['NOT-THERE'] } }, 'request.no-such-disk'],
  ])('ends failed before anything is touched: %s', async (_, disks, code) => {
    const found = await outcome(request({ layout: { preset: 'single-ext4', disks } }));
    expect(found.state).toBe('failed');
    expect(found.problem?.code).toBe(code);
    expect(found.phase).toBe('plan');
    expect(touched()).toEqual([]);
  });

  it('ends failed when the plan is not the one that was permitted', async () => {
    const found = await outcome(
      request({
        layout: { preset: 'single-ext4', disks: { system: { serials: ['S64HNE0LAB00001'] } } },
        planDigest: '0'.repeat(64),
      }),
    );
    expect(found.problem?.code).toBe('request.plan-changed');
    expect(touched()).toEqual([]);
  });
});

describe('a host that is not who it should be', () => {
  it('is refused before it is told anything', async () => {
    const loginsBefore = machine.recorded.logins;
    const offeredBefore = machine.recorded.offeredKeys.length;
    const another = generateKeyPair('').publicKey;
    const found = await outcome(request({}, another));
    expect(found.state).toBe('failed');
    expect(found.problem?.code).toBe('machine.host-key-mismatch');
    expect(machine.recorded.logins).toBe(loginsBefore);
    expect(machine.recorded.offeredKeys).toHaveLength(offeredBefore);
    expect(machine.received(operator.privateKey.slice(60, 120))).toBe(false);
  });
});

describe('the record', () => {
  it('holds no private key, in the log or in any answer', async () => {
    const log = await readFile(path.join(dir, 'service.log'), 'utf8');
    const secret = operator.privateKey.split('\n')[2] ?? 'missing';
    expect(secret.length).toBeGreaterThan(40);
    expect(log).not.toContain(secret);
    const list = await fetch(`${service.url}/v1/installs`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect(await list.text()).not.toContain(secret);
  });
});

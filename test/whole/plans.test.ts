/** The whole service as its own process: a plan looks at a machine over SSH, and touches nothing. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient, type PlanRequest } from '../../src/client/client.ts';
import { PROBE_SCRIPT } from '../../src/facts/probe.ts';
import { generateKeyPair } from '../../src/ssh/keys.ts';
import { on } from '../lab/scripted/exec.ts';
import { type ScriptedMachine, startScriptedMachine } from '../lab/scripted-machine.ts';
import { createServiceProcess, type ServiceProcess } from '../lab/service-process.ts';

const TOKEN = 'token-for-the-plans-0123456789';
const operator = generateKeyPair('operator');

let dir: string;
let service: ServiceProcess;
let machine: ScriptedMachine;

beforeAll(async () => {
  dir = await mkdtemp(path.join(os.tmpdir(), 'ironflake-plans-'));
  service = await createServiceProcess({
    dataDir: path.join(dir, 'data'),
    logFile: path.join(dir, 'service.log'),
    env: { IRONFLAKE_TOKEN: TOKEN },
  });
  await service.start();
  const file = path.resolve(import.meta.dirname, '../fixtures/probe/rescue-bios.txt');
  machine = await startScriptedMachine({
    authorizedKeys: [operator.publicKey],
    handler: on(PROBE_SCRIPT, { stdout: await readFile(file, 'utf8') }),
  });
}, 60_000);

afterAll(async () => {
  await machine.close();
  await service.stop();
  await rm(dir, { recursive: true, force: true });
});

function request(serial: string): PlanRequest {
  const { host, port } = machine.address;
  return {
    machine: { existing: { provider: 'ssh', host, port, privateKey: operator.privateKey } },
    system: { hostname: 'web-1', authorizedKeys: [operator.publicKey] },
    layout: { preset: 'single-ext4', disks: { system: { serials: [serial] } } },
  };
}

describe('a plan by itself', () => {
  it('names the disk, the files and a digest that is the same the next time', async () => {
    const client = createClient({ baseUrl: service.url, token: TOKEN });
    const first = await client.plans.settled((await client.plans.create(request(SERIAL))).planId);
    expect(first).toMatchObject({ state: 'ready', plan: { disksToWipe: [{ serial: SERIAL }] } });
    expect(first.files?.map((file) => file.path)).toContain('disko.nix');
    const again = await client.plans.settled((await client.plans.create(request(SERIAL))).planId);
    expect(again.plan?.digest).toBe(first.plan?.digest);
    const looks = machine.recorded.commands.filter(
      (text) => text === PROBE_SCRIPT || text.startsWith('# ironflake: look'),
    );
    expect(machine.recorded.commands).toEqual(looks);
  });

  it('says why it cannot be made', async () => {
    const client = createClient({ baseUrl: service.url, token: TOKEN });
    const { planId } = await client.plans.create(request('NOT-THERE'));
    const found = await client.plans.settled(planId);
    expect(found).toMatchObject({ state: 'failed', problem: { code: 'request.no-such-disk' } });
  });
});

const SERIAL = 'S64HNE0LAB00001';

/** Systems that come from elsewhere, whole: a private flake by its deploy key, and store paths that were built before. */

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InstallRequest } from '../../src/client/client.ts';
import { generateKeyPair } from '../../src/ssh/keys.ts';
import { outcomeOf } from '../lab/outcome.ts';
import { prepareScenario } from '../lab/scenario.ts';
import { startTrial, type Trial } from '../lab/trial.ts';

const SYSTEM = `${'a'.repeat(32)}-nixos-system-web-prebuilt`;
const DISKO = `${'b'.repeat(32)}-disko-format-mount`;
const DEPLOY_KEY = generateKeyPair('deploy').privateKey;
const { publicKey: FORGE_KEY } = generateKeyPair('forge');

let trial: Trial;
const asked: string[] = [];
const cache = createServer((request, response) => {
  asked.push(request.url ?? '');
  const has = [`/${SYSTEM.slice(0, 32)}.narinfo`, `/${DISKO.slice(0, 32)}.narinfo`];
  const isThere = request.url === '/nix-cache-info' || has.includes(request.url ?? '');
  response.writeHead(isThere ? 200 : 404).end();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => void cache.listen(0, '127.0.0.1', resolve));
  trial = await startTrial({ machines: 'played', log: () => {} });
}, 120_000);

afterAll(async () => {
  await trial.close();
  cache.close();
}, 60_000);

async function install(hostname: string, system: Partial<InstallRequest['system']>) {
  const wish = { scenario: 'cloud-order', layout: 'single-ext4', hostname } as const;
  const { request } = await prepareScenario(trial.lab, wish);
  const asked = { ...request, system: { ...request.system, ...system } };
  const { installId } = await trial.client.installs.create(asked);
  const events = [];
  for await (const event of trial.client.installs.watch(installId)) events.push(event);
  const ended = await trial.client.installs.get(installId);
  return { outcome: outcomeOf(ended, events), ended, events: JSON.stringify(events) };
}

function cacheUrl(): string {
  const address = cache.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

function commandsNobodyKnew(): readonly string[] {
  return trial.lab.played().flatMap((machine) => machine.unknownCommands());
}

describe('a private flake', () => {
  it('is fetched with its deploy key, which is told and left nowhere', async () => {
    const { outcome, events } = await install('web-private', {
      flake: {
        mode: 'extend',
        attribute: 'web',
        url: 'git+ssh://git@git.example.org/infra.git',
        deployKey: DEPLOY_KEY,
        knownHosts: [`git.example.org ${FORGE_KEY.split(' ').slice(0, 2).join(' ')}`],
      },
    });
    expect(outcome.state).toBe('ready');
    const [, secret = ''] = DEPLOY_KEY.split('\n');
    expect(secret.length).toBeGreaterThan(40);
    expect(events).not.toContain(secret);
    expect(await readFile(trial.logFile, 'utf8')).not.toContain(secret);
    const consoles = trial.lab.played().map((machine) => machine.consoleText());
    expect(consoles.join()).not.toContain(secret);
    expect(commandsNobodyKnew()).toEqual([]);
  }, 60_000);
});

describe('store paths that were built before', () => {
  const build = (system: string) => ({
    build: {
      place: 'storePaths' as const,
      storePaths: { system: `/nix/store/${system}`, disko: `/nix/store/${DISKO}` },
      substituters: [{ url: cacheUrl(), publicKey: `lab-1:${'A'.repeat(43)}=` }],
    },
  });

  it('are asked for in the cache, and run with nothing evaluated', async () => {
    const { outcome, ended, events } = await install('web-prebuilt', build(SYSTEM));
    expect(outcome.state).toBe('ready');
    expect(ended.proof?.systemPath).toBe(`/nix/store/${SYSTEM}`);
    expect(asked).toContain(`/${SYSTEM.slice(0, 32)}.narinfo`);
    expect(events).not.toContain('flake-evaluate');
    expect(commandsNobodyKnew()).toEqual([]);
  }, 60_000);

  it('are refused before the wipe where no cache has them', async () => {
    const missing = `${'c'.repeat(32)}-nixos-system-web-missing`;
    const { ended } = await install('web-missing', build(missing));
    expect(ended).toMatchObject({
      state: 'failed',
      problem: { code: 'request.flake-unreachable' },
    });
    const machine = trial.lab.played().at(-1);
    expect(machine?.consoleText()).not.toContain('wipefs');
  }, 60_000);
});

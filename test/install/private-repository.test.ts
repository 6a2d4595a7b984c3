/** A private flake over SSH: what is put onto the machine, under the real Nix, git and OpenSSH, before a real server. */

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { FlakeRequest } from '../../src/domain/flake-request.ts';
import type { InstallRun } from '../../src/install/context.ts';
import { writeScript } from '../../src/install/files.ts';
import { secretEnvironment, secretFiles } from '../../src/install/flake-secrets.ts';
import { generateKeyPair } from '../../src/ssh/keys.ts';
import type { Exec } from '../lab/scripted/exec.ts';
import { type ScriptedMachine, startScriptedMachine } from '../lab/scripted-machine.ts';
import { EXAMPLE_REQUEST } from '../support/example-request.ts';
import { fake } from '../support/fake.ts';

const dir = mkdtempSync(path.join(os.tmpdir(), 'ironflake-private-'));
const deployKey = generateKeyPair('deploy');
const repository = path.join(dir, 'infra.git');
const asked: string[] = [];
let forge: ScriptedMachine;

/** As a forge serves a repository to whoever has its key. */
function serve({ text, stdin, stdout, stderr }: Exec): Promise<number> | undefined {
  asked.push(text);
  if (text !== `git-upload-pack '/infra.git'`) return undefined;
  const git = spawn('git', ['upload-pack', repository]);
  stdin.pipe(git.stdin);
  git.stdout.pipe(stdout, { end: false });
  git.stderr.pipe(stderr, { end: false });
  return new Promise((resolve) => git.on('close', (code) => resolve(code ?? 1)));
}

beforeAll(async () => {
  const git = (...words: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b.c', ...words], { cwd: dir });
  git('init', '-q', '-b', 'main', 'work');
  writeFileSync(path.join(dir, 'work/flake.nix'), '{ outputs = _: { answer = "private"; }; }\n');
  git('-C', 'work', 'add', '.');
  git('-C', 'work', 'commit', '-q', '-m', 'x');
  git('clone', '-q', '--bare', 'work', repository);
  forge = await startScriptedMachine({ authorizedKeys: [deployKey.publicKey], handler: serve });
});

afterAll(async () => {
  await forge.close();
  rmSync(dir, { recursive: true, force: true });
});

/** What Nix says of the flake, given a way in as the install gives it. */
async function evaluate(key: string, hostKey: string): Promise<string> {
  const { host, port } = forge.address;
  const access = { kind: 'deploy-key', knownHosts: [`[${host}]:${port} ${hostKey}`] } as const;
  const url = `git+ssh://git@${host}:${port}/infra.git?ref=main`;
  const flake: FlakeRequest = { mode: 'own', attribute: 'a', source: { kind: 'url', url, access } };
  const run = fake<InstallRun>({
    installId: 'i1',
    request: { ...EXAMPLE_REQUEST, system: { ...EXAMPLE_REQUEST.system, flake } },
    deps: fake<InstallRun['deps']>({
      keys: fake<InstallRun['deps']['keys']>({ given: async () => key }),
    }),
  });
  const place = mkdtempSync(path.join(dir, 'machine-'));
  const secrets = path.join(place, 'access');
  const script = `set -e
${writeScript(await secretFiles(run, secrets)).text}
${secretEnvironment(flake, secrets).text}nix --extra-experimental-features 'nix-command flakes' eval --raw '${url}#answer'`;
  const home = { HOME: place, NIX_STATE_DIR: `${place}/state`, NIX_STORE_DIR: `${place}/store` };
  const bash = spawn('bash', ['-c', script], {
    env: { PATH: process.env.PATH, ...home, NIX_LOG_DIR: `${place}/log` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  for (const stream of [bash.stdout, bash.stderr]) stream.on('data', (part) => (told += part));
  await new Promise((resolve) => bash.on('close', resolve));
  expect(existsSync(path.join(secrets, 'key'))).toBe(true);
  return told;
}

describe('a private flake over SSH', () => {
  it('is fetched with its deploy key from the host that was named', async () => {
    expect(await evaluate(deployKey.privateKey, forge.hostKey)).toMatch(/private$/);
    expect(asked).toContain(`git-upload-pack '/infra.git'`);
  }, 30_000);

  it('is not fetched with another key', async () => {
    const told = await evaluate(generateKeyPair('other').privateKey, forge.hostKey);
    expect(told).toMatch(/Permission denied/);
  }, 30_000);

  it('is asked of no host that shows another host key', async () => {
    const before = forge.recorded.logins;
    const { publicKey } = generateKeyPair('other');
    const told = await evaluate(deployKey.privateKey, publicKey.split(' ').slice(0, 2).join(' '));
    expect(told).toMatch(/Host key verification failed/);
    expect(forge.recorded.logins).toBe(before);
  }, 30_000);
});

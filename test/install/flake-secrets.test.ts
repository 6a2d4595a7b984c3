import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import type { FlakeRequest } from '../../src/domain/flake-request.ts';
import type { RepositoryAccess } from '../../src/domain/repository-access.ts';
import type { InstallRun } from '../../src/install/context.ts';
import { secretEnvironment, secretFiles } from '../../src/install/flake-secrets.ts';
import { hostOf } from '../../src/install/repository-access.ts';
import { EXAMPLE_REQUEST } from '../support/example-request.ts';
import { fake } from '../support/fake.ts';

function runWith(url: string, access: RepositoryAccess, secrets: Readonly<Record<string, string>>) {
  const flake: FlakeRequest = { mode: 'own', attribute: 'a', source: { kind: 'url', url, access } };
  const run = fake<InstallRun>({
    installId: 'i1',
    request: { ...EXAMPLE_REQUEST, system: { ...EXAMPLE_REQUEST.system, flake } },
    deps: fake<InstallRun['deps']>({
      keys: fake<InstallRun['deps']['keys']>({ given: async (_id, name) => secrets[name] ?? null }),
    }),
  });
  return { run, flake };
}

const KEY: RepositoryAccess = { kind: 'deploy-key', knownHosts: ['git.test ssh-ed25519 AAAA'] };

describe('a way into a private repository', () => {
  it('is a token in files for Nix and git, and in no variable', async () => {
    const { run, flake } = runWith(
      'github:acme/infra',
      { kind: 'token' },
      { 'flake.token': 'tok' },
    );
    const files = await secretFiles(run, '/d');
    expect(files.every(({ mode }) => mode === '0600')).toBe(true);
    expect(Object.fromEntries(files.map(({ path, text }) => [path, text]))).toEqual({
      '/d/nix.conf': 'access-tokens = github.com=tok\nnetrc-file = /d/netrc\n',
      '/d/netrc': 'machine github.com login x-access-token password tok\n',
      '/d/git-credentials': 'https://x-access-token:tok@github.com\n',
    });
    const { text } = secretEnvironment(flake, '/d');
    expect(text).not.toContain('tok\n');
    const printed = execFileSync('bash', [
      '-c',
      `${text}echo $NIX_USER_CONF_FILES; git config --get credential.helper`,
    ]);
    expect(printed.toString()).toBe('/d/nix.conf\nstore --file=/d/git-credentials\n');
  });

  it('is a deploy key with the hosts it may be shown to', async () => {
    const { run, flake } = runWith('git+ssh://git@git.test/x', KEY, { 'flake.deploy-key': 'KEY' });
    expect(await secretFiles(run, '/d')).toEqual([
      { path: '/d/key', text: 'KEY\n', mode: '0600' },
      { path: '/d/known_hosts', text: 'git.test ssh-ed25519 AAAA\n', mode: '0600' },
    ]);
    expect(secretEnvironment(flake, '/d').text).toContain('StrictHostKeyChecking=yes');
  });

  it('is not needed for what is public, and missed where it was forgotten', async () => {
    const open = runWith('github:acme/infra', { kind: 'public' }, {});
    expect(await secretFiles(open.run, '/d')).toEqual([]);
    expect(secretEnvironment(open.flake, '/d').text).toBe('');
    const { run } = runWith('github:acme/infra', { kind: 'token' }, {});
    await expect(secretFiles(run, '/d')).rejects.toMatchObject({ code: 'machine.build-failed' });
  });

  it.each([
    ['github:acme/infra?host=git.acme.test', 'git.acme.test'],
    ['gitlab:acme/infra', 'gitlab.com'],
    ['git+https://git.test:8443/x.git', 'git.test'],
    ['https://dl.test/x.tar.gz', 'dl.test'],
  ])('is shown, for %s, to %s', (url, host) => {
    expect(hostOf(url)).toBe(host);
  });
});

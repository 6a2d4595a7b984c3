import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { FlakeFile } from '../../src/domain/plan.ts';
import type { PushRequest } from '../../src/domain/push-request.ts';
import { packTar } from '../../src/domain/tar.ts';
import type { InstallRun } from '../../src/install/context.ts';
import { pushFlake } from '../../src/install/push.ts';
import type { InstallRecords } from '../../src/install/records.ts';
import { createWorkbench } from '../../src/main/workbench.ts';
import { createManualClock } from '../support/clock.ts';
import { EXAMPLE_REQUEST } from '../support/example-request.ts';
import { fake } from '../support/fake.ts';
import { runInMemory } from '../workflow/memory-context.ts';

let dir: string;
let repository: string;

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'ironflake-push-'));
  repository = path.join(dir, 'infra.git');
  execFileSync('git', ['init', '-q', '--bare', repository]);
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

function git(...words: readonly string[]): string {
  return execFileSync('git', ['-C', repository, ...words]).toString();
}

interface Wish {
  readonly push?: Partial<PushRequest>;
  readonly files?: readonly FlakeFile[];
  readonly isExtended?: boolean;
  readonly gitTargets?: 'secure' | 'any';
  readonly secrets?: Readonly<Record<string, string>>;
}

const FILES: readonly FlakeFile[] = [
  { path: 'flake.nix', text: '{ }\n' },
  { path: 'modules/01.nix', text: '{ a = 1; }\n' },
];

/** Pushes once; returns what was told. */
async function push({ files = FILES, gitTargets = 'any', isExtended = false, ...wish }: Wish) {
  const notes: string[] = [];
  const url = `file://${repository}`;
  const asked = {
    url,
    branch: 'main',
    path: 'hosts/web-1',
    access: { kind: 'public' },
    ...wish.push,
  } as const;
  const source = { kind: 'upload', flakeId: 'f1' } as const;
  const flake = isExtended ? { flake: { mode: 'extend', attribute: 'web', source } as const } : {};
  const run: InstallRun = {
    installId: 'i1',
    request: { ...EXAMPLE_REQUEST, system: { ...EXAMPLE_REQUEST.system, ...flake }, push: asked },
    machineMs: 0,
    phase: 'verify',
    deps: fake<InstallRun['deps']>({
      workbench: createWorkbench({ dataDir: dir, allowsServiceBuilds: false, gitTargets }),
      uploads: { read: async () => gzipSync(packTar([{ path: 'flake.nix', content: 'base' }])) },
      records: fake<InstallRecords>({
        loadFlake: async () => files,
        note: async (_id, _key, text) => void notes.push(text),
        retrying: async () => {},
      }),
      keys: fake<InstallRun['deps']['keys']>({
        given: async (_id, name) => wish.secrets?.[name] ?? null,
      }),
    }),
  };
  await runInMemory(createManualClock(), () => pushFlake(run));
  return notes.join('\n');
}

describe('the push of a flake', () => {
  it('makes the branch in an empty repository, and says so', async () => {
    expect(await push({})).toMatch(
      /^The flake was pushed to file:.*branch main \([0-9a-f]{12}\)\.$/,
    );
    expect(git('ls-tree', '-r', '--name-only', 'main').trim().split('\n')).toEqual([
      'hosts/web-1/flake.nix',
      'hosts/web-1/modules/01.nix',
    ]);
    expect(git('log', '-1', '--format=%s by %an', 'main').trim()).toBe(
      'Install web-1 by ironflake',
    );
  });

  it('replaces the folder of the machine, and leaves the rest and the history', async () => {
    await push({ push: { path: 'hosts/db-1' } });
    await push({});
    await push({ files: [{ path: 'flake.nix', text: '{ b = 2; }\n' }] });
    expect(git('ls-tree', '-r', '--name-only', 'main').trim().split('\n')).toEqual([
      'hosts/db-1/flake.nix',
      'hosts/db-1/modules/01.nix',
      'hosts/web-1/flake.nix',
    ]);
    expect(git('rev-list', '--count', 'main').trim()).toBe('3');
  });

  it('commits nothing where nothing has changed', async () => {
    await push({});
    expect(await push({})).toMatch(/nothing had changed there/);
    expect(git('rev-list', '--count', 'main').trim()).toBe('1');
  });

  it('takes the uploaded flake along that was extended, to the top when asked so', async () => {
    await push({ isExtended: true, push: { path: '' } });
    expect(git('show', 'main:base/flake.nix')).toBe('base');
    expect(git('show', 'main:flake.nix')).toBe('{ }\n');
  });

  it('fails nothing when it fails, and tells what to do', async () => {
    const told = await push({ push: { url: `file://${dir}/none.git` } });
    expect(told).toMatch(
      /was not pushed .*none\.git.* push what GET \/v1\/installs\/i1\/flake gives/s,
    );
  });

  it('speaks nothing but https and ssh unless the configuration allows it', async () => {
    expect(await push({ gitTargets: 'secure' })).toMatch(
      /was not pushed.*transport 'file' not allowed/s,
    );
  });

  it('leaves no key behind', async () => {
    const access = { kind: 'deploy-key', knownHosts: ['127.0.0.1 ssh-ed25519 AAAA'] } as const;
    const told = await push({
      push: { url: 'ssh://git@127.0.0.1:9/x.git', access },
      secrets: { 'push.deploy-key': 'canary' },
    });
    expect(told).toMatch(/was not pushed/);
    expect(told).not.toContain('canary');
    const found = execFileSync('find', [path.join(dir, 'builds'), '-type', 'f']).toString();
    expect(found).toBe('');
  });
});

import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InstallRun } from '../../src/install/context.ts';
import type { InstallRecords } from '../../src/install/records.ts';
import { substituterOptions, usableSubstituters } from '../../src/install/substituters.ts';
import { createWorkbench } from '../../src/main/workbench.ts';
import type { Shell, Shells } from '../../src/ssh/shell.ts';
import { createManualClock } from '../support/clock.ts';
import { EXAMPLE_REQUEST } from '../support/example-request.ts';
import { fake } from '../support/fake.ts';
import { runInMemory } from '../workflow/memory-context.ts';

const CONTACT = {
  addresses: [],
  user: 'root',
  hostKey: null,
  access: 'access',
  bootId: 'b',
} as const;
const NOWHERE = {
  dataDir: '/nonexistent',
  allowsServiceBuilds: false,
  gitTargets: 'secure',
} as const;
const server = createServer((request, response) => {
  response.writeHead(request.url === '/nix-cache-info' ? 200 : 404).end();
});
let alive = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  alive = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});

afterAll(() => void server.close());

function runWith(urls: readonly string[]) {
  const notes: string[] = [];
  const substituters = urls.map((url, index) => ({ url, publicKey: `key-${index}:AAAA` }));
  const build = { place: 'target', substituters } as const;
  // Any bash will do for the probe; this one is at hand.
  const shell = fake<Shell>({ run: createWorkbench(NOWHERE).shell.run });
  const run: InstallRun = {
    installId: 'i1',
    request: { ...EXAMPLE_REQUEST, system: { ...EXAMPLE_REQUEST.system, build } },
    machineMs: 0,
    phase: 'disko',
    deps: fake<InstallRun['deps']>({
      shells: fake<Shells>({ open: async () => shell }),
      records: fake<InstallRecords>({
        note: async (_id, _key, text) => void notes.push(text),
        retrying: async () => {},
      }),
      keys: fake<InstallRun['deps']['keys']>({
        get: async () => ({ privateKey: 'private', publicKey: 'public' }),
      }),
    }),
  };
  return { run, notes };
}

describe('binary caches beside the usual one', () => {
  it('are those that answer; one that does not is left out with a word', async () => {
    const { run, notes } = runWith(['http://127.0.0.1:9', alive]);
    const usable = await runInMemory(createManualClock(), () => usableSubstituters(run, CONTACT));
    expect(usable).toEqual([alive]);
    expect(notes).toEqual([
      expect.stringMatching(/^The binary cache http:\/\/127\.0\.0\.1:9 does not answer/),
    ]);
    const { text } = substituterOptions(run, usable);
    const words = execFileSync('bash', ['-c', `printf '%s|' ${text}`]).toString();
    expect(words).toBe(
      `--option|extra-substituters|${alive}|--option|extra-trusted-public-keys|key-1:AAAA|`,
    );
  });

  it('are not asked for where none are wanted', async () => {
    const { run } = runWith([]);
    expect(await runInMemory(createManualClock(), () => usableSubstituters(run, CONTACT))).toEqual(
      [],
    );
    expect(substituterOptions(run, []).text).toBe('');
  });
});

import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InstallRun } from '../../src/install/context.ts';
import { requireFetchable } from '../../src/install/store-paths.ts';
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
const [KNOWN, UNKNOWN] = ['a'.repeat(32), 'b'.repeat(32)];
const server = createServer((request, response) => {
  response.writeHead(request.url === `/${KNOWN}.narinfo` ? 200 : 404).end();
});
let cache = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  cache = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
});

afterAll(() => void server.close());

function look(system: string): Promise<void> {
  // Any bash will do; this one is at hand.
  const shell = fake<Shell>({ run: createWorkbench(NOWHERE).shell.run });
  const run: InstallRun = {
    installId: 'i1',
    request: EXAMPLE_REQUEST,
    machineMs: 0,
    phase: 'disko',
    deps: fake<InstallRun['deps']>({
      shells: fake<Shells>({ open: async () => shell }),
      keys: fake<InstallRun['deps']['keys']>({
        get: async () => ({ privateKey: 'private', publicKey: 'public' }),
      }),
    }),
  };
  const paths = { system, disko: `/nix/store/${KNOWN}-disko` };
  const caches = ['http://127.0.0.1:9', cache];
  return runInMemory(createManualClock(), () => requireFetchable(run, CONTACT, paths, caches));
}

describe('a system that was built before', () => {
  it('is looked for in one cache after the other', async () => {
    await expect(look(`/nix/store/${KNOWN}-system`)).resolves.toBeUndefined();
  });

  it('is refused before the wipe where no cache has it', async () => {
    const looking = look(`/nix/store/${UNKNOWN}-system`);
    await expect(looking).rejects.toMatchObject({
      code: 'request.flake-unreachable',
      message: expect.stringMatching(/bbb-system is in none of .*Nothing was wiped/s),
    });
  }, 30_000);
});

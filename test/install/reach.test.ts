import { describe, expect, it } from '@jest/globals';
import type { Provider, ProviderMachine } from '../../providers/provider.ts';
import type { InstallRun } from '../../src/install/context.ts';
import { reachExisting } from '../../src/install/reach.ts';
import { createManualClock } from '../support/clock.ts';
import { EXAMPLE_REQUEST } from '../support/example-request.ts';
import { fake } from '../support/fake.ts';
import { runInMemory } from '../workflow/memory-context.ts';

const SERVER = { provider: 'hcloud', account: 'main', server: 'web-1' } as const;

describe('getting onto a cloud server that is there', () => {
  it('restarts and arms nothing where its owner protected it', async () => {
    const asked: string[] = [];
    const machine = fake<ProviderMachine>({
      origin: { provider: 'hcloud', account: 'main', providerRef: '42' },
      name: 'web-1',
      isProtected: true,
    });
    const run: InstallRun = {
      installId: 'install-1',
      request: { ...EXAMPLE_REQUEST, machine: { kind: 'existing', existing: SERVER } },
      machineMs: 0,
      phase: 'reach',
      // No group of calls beside this one: whatever else were asked would fail the test.
      deps: fake<InstallRun['deps']>({
        provider: () =>
          fake<Provider>({
            getMachine: async (ref) => {
              asked.push(ref);
              return machine;
            },
          }),
      }),
    };
    const reaching = runInMemory(createManualClock(), () => reachExisting(run, SERVER));

    await expect(reaching).rejects.toMatchObject({
      code: 'provider.protected',
      message: expect.stringContaining('Nothing was touched'),
    });
    expect(asked).toEqual(['web-1']);
  });
});

import { describe, expect, it } from '@jest/globals';
import type { InstallRun } from '../../src/install/context.ts';
import { writeScript } from '../../src/install/files.ts';
import type { InstallRecords } from '../../src/install/records.ts';
import { placeFiles } from '../../src/install/system-files.ts';
import type { Shells } from '../../src/ssh/shell.ts';
import { createManualClock } from '../support/clock.ts';
import { EXAMPLE_REQUEST } from '../support/example-request.ts';
import { fake } from '../support/fake.ts';
import { createScriptedShell } from '../support/scripted-shell.ts';
import { runInMemory } from '../workflow/memory-context.ts';

const FILES = [
  { path: '/etc/a', content: 'open', mode: '0644', owner: '0:0' },
  { path: '/var/lib/b', content: null, mode: '0400', owner: '1000:100' },
];
const CONTACT = {
  addresses: [],
  user: 'root',
  hostKey: null,
  access: 'access',
  bootId: 'b',
} as const;

function start(secrets: Readonly<Record<string, string>>) {
  const shell = createScriptedShell();
  const notes: string[] = [];
  const run: InstallRun = {
    installId: 'i1',
    request: { ...EXAMPLE_REQUEST, system: { ...EXAMPLE_REQUEST.system, files: FILES } },
    machineMs: 0,
    phase: 'install',
    deps: fake<InstallRun['deps']>({
      shells: fake<Shells>({ open: async () => shell }),
      records: fake<InstallRecords>({
        note: async (_id, _key, text, fields) => {
          notes.push(`${text} ${JSON.stringify(fields)}`);
        },
        retrying: async () => {},
      }),
      keys: {
        get: async () => ({ privateKey: 'private', publicKey: 'public' }),
        givenAccess: async () => null,
        given: async (_id, name) => secrets[name] ?? null,
        forget: async () => {},
      },
    }),
  };
  return { run, shell, notes };
}

describe('placeFiles', () => {
  it('sends every text on stdin, and tells of paths alone', async () => {
    const { run, shell, notes } = start({ 'file:/var/lib/b': 'canary' });
    const stdin = writeScript([
      { path: '/mnt/etc/a', text: 'open', mode: '0644', owner: '0:0' },
      { path: '/mnt/var/lib/b', text: 'canary', mode: '0400', owner: '1000:100' },
    ]).text;
    shell.expectRun('bash -s', { stdin });
    await runInMemory(createManualClock(), () => placeFiles(run, CONTACT));
    shell.assertDone();
    expect(notes).toHaveLength(1);
    expect(notes.join()).toMatch(/2 files .* 1 of them secret/);
    expect(notes.join()).not.toContain('canary');
  });

  it('says what to do when a secret is not there any more', async () => {
    const { run } = start({});
    await expect(
      runInMemory(createManualClock(), () => placeFiles(run, CONTACT)),
    ).rejects.toMatchObject({
      code: 'machine.command-failed',
      message: expect.stringMatching(/\/var\/lib\/b .*with the secret/),
    });
  });
});

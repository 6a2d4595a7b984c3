import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { InstallRun } from '../../src/install/context.ts';
import { writeScript } from '../../src/install/files.ts';
import type { InstallRecords } from '../../src/install/records.ts';
import { giveFiles, ownersScript, placeFiles } from '../../src/install/system-files.ts';
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

function start(secrets: Readonly<Record<string, string>>, files = FILES) {
  const shell = createScriptedShell();
  const notes: string[] = [];
  const run: InstallRun = {
    installId: 'i1',
    request: { ...EXAMPLE_REQUEST, system: { ...EXAMPLE_REQUEST.system, files } },
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

describe('owners with names', () => {
  const NAMED = [{ path: '/var/lib/b', content: 'b', mode: '0440', owner: 'app:web' }];

  it('come after the install: until then a file belongs to root', async () => {
    const { run, shell } = start({}, NAMED);
    const file = { path: '/mnt/var/lib/b', text: 'b', mode: '0440', owner: '0:0' };
    shell.expectRun('bash -s', { stdin: writeScript([file]).text });
    shell.expectRun(ownersScript(NAMED, '/mnt').text);
    await runInMemory(createManualClock(), async () => {
      await placeFiles(run, CONTACT);
      await giveFiles(run, CONTACT);
    });
    shell.assertDone();
  });

  it('ask nothing of a machine whose files belong to numbers', async () => {
    const { run, shell } = start({});
    await runInMemory(createManualClock(), () => giveFiles(run, CONTACT));
    shell.assertDone();
  });

  it('are looked up on the new disks, and refused where they are missing or the file is a link', () => {
    const root = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'ironflake-owners-')));
    try {
      mkdirSync(path.join(root, 'etc'));
      writeFileSync(path.join(root, 'etc/passwd'), 'root:x:0:0::/:\napp:x:4711:4712::/:\n');
      writeFileSync(path.join(root, 'etc/group'), 'root:x:0:\nweb:x:4800:\n');
      writeFileSync(path.join(root, 'file'), '');
      symlinkSync('/etc/hostname', path.join(root, 'link'));
      const give = (file: string, owner: string) =>
        execFileSync('bash', ['-c', ownersScript([{ path: file, owner }], root).text], {
          stdio: 'pipe',
        });
      give('/file', 'app:web');
      give('/file', 'app:web');
      expect(statSync(path.join(root, 'file'))).toMatchObject({ uid: 4711, gid: 4800 });
      give('/file', '12:web');
      expect(statSync(path.join(root, 'file'))).toMatchObject({ uid: 12, gid: 4800 });
      expect(() => give('/file', 'nobody-here:web')).toThrow(/no nobody-here in \/etc\/passwd/);
      expect(() => give('/link', 'app:web')).toThrow(/made a link of it/);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});

import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { startRealMachine, until } from './contact.ts';

describe('put', () => {
  it.each([
    ['text', 'hä\n'],
    ['bytes', Buffer.from('hä\n')],
    ['a stream', Readable.from([Buffer.from('hä\n')])],
  ])('writes %s whole, for nobody else to read', async (_name, content) => {
    const { directory, shells, target } = await startRealMachine('sh');
    const path = join(directory, "new dir/it's a file");
    await (await shells.open(target)).put({ path, content });
    expect(await readFile(path, 'utf8')).toBe('hä\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readdir(join(directory, 'new dir'))).toEqual(["it's a file"]);
  });

  it('replaces a file and gives it the wanted mode', async () => {
    const { directory, shells, target } = await startRealMachine();
    const path = join(directory, 'file');
    await writeFile(path, 'old');
    const shell = await shells.open(target);
    await shell.put({ path, content: 'new', mode: '0755' });
    await shell.put({ path, content: 'new', mode: '0755' });
    expect(await readFile(path, 'utf8')).toBe('new');
    expect((await stat(path)).mode & 0o777).toBe(0o755);
  });

  it('leaves the old file when the connection is cut in the middle', async () => {
    const { directory, machine, shells, target } = await startRealMachine();
    const path = join(directory, 'file');
    await writeFile(path, 'old');
    const shell = await shells.open(target);
    const content = Readable.from(
      (async function* () {
        yield 'half';
        await until(async () => (await readdir(directory)).some((name) => name.endsWith('.part')));
        machine.cutConnections();
        await new Promise(() => {});
      })(),
    );
    await expect(shell.put({ path, content })).rejects.toMatchObject({
      code: 'machine.connection-lost',
    });
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  it.each([
    ['relative/path', '0600'],
    ['/directory/', '0600'],
    ['/file', 'rw'],
  ])('refuses %s with mode %s', async (path, mode) => {
    const { shells, target } = await startRealMachine();
    const shell = await shells.open(target);
    await expect(shell.put({ path, content: '', mode })).rejects.toMatchObject({
      code: 'request.invalid',
    });
  });
});

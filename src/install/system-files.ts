/** The caller's files and secrets, put onto the new disks before the first boot. */

import { MachineError } from '../domain/error.ts';
import { fileSecret, type SystemFile } from '../domain/system-file.ts';
import { act } from './act.ts';
import { type Contact, type InstallRun, targetOf } from './context.ts';
import { type MachineFile, putFiles } from './files.ts';

/**
 * Writes them below /mnt, each with its owner and mode; their texts travel on stdin. May be repeated.
 * The disks were formatted a moment ago: no path leads through a link.
 *
 * @throws MachineError `machine.command-failed`, and as `Shell.run`
 */
export async function placeFiles(run: InstallRun, installer: Contact): Promise<void> {
  const { files = [] } = run.request.system;
  if (files.length === 0) return;
  await act(run, 'install.files', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, installer), { signal });
    const placed = await Promise.all(files.map((file) => toMachineFile(run, file)));
    await machine(putFiles(shell, placed, { signal }));
    const secrets = files.filter(({ content }) => content === null).length;
    const text = `${files.length} files were put onto the new disks, ${secrets} of them secret.`;
    await run.deps.records.note(run.installId, 'install.files', text, {
      files: files.map(({ path, mode, owner }) => ({ path, mode, owner })),
    });
    return null;
  });
}

async function toMachineFile(run: InstallRun, file: SystemFile): Promise<MachineFile> {
  const { path, mode, owner } = file;
  const text = file.content ?? (await run.deps.keys.given(run.installId, fileSecret(path)));
  if (text !== null) return { path: `/mnt${path}`, text, mode, owner };
  throw new MachineError(
    'machine.command-failed',
    `Wanted to put the secret file ${path} onto the new disks, but its content is not in the store any more. The disks are formatted; start the install again, with the secret.`,
    { path },
  );
}

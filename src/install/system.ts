/** Phase install: the system is built into the new disks, given its identity, and made bootable. */

import { type Command, script, sh } from '../ssh/command.ts';
import { act } from './act.ts';
import { type Blueprint, bringSystem } from './blueprint.ts';
import { keepBootOrder } from './boot-order.ts';
import { type Contact, type InstallRun, type KeyPair, targetOf } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import { type MachineFile, putFiles } from './files.ts';
import { FLAKE_DIRECTORY } from './flake-place.ts';
import { runJob } from './job.ts';
import { giveFiles, placeFiles } from './system-files.ts';
import { initrdFiles, isEncrypted } from './unlock.ts';

/** Returns the store path of the installed system. */
export async function installSystem(
  run: InstallRun,
  installer: Contact,
  blueprint: Blueprint,
): Promise<string> {
  const systemPath = await bringSystem(run, installer, blueprint);
  await placeIdentity(run, installer);
  await placeFiles(run, installer);
  await runJob(run, installer, {
    name: 'system-install',
    what: 'the system is installed and its boot loader written',
    script: installScript(systemPath),
    deadlineMs: DEADLINES.systemInstallMs,
    failure: 'machine.build-failed',
  });
  await giveFiles(run, installer);
  await keepBootOrder(run, installer, 'install.boot-order');
  return systemPath;
}

/**
 * The host key made before the install, so that the first answer of the new system can be verified;
 * our own login key, which goes at the end; and the flake where its owner will look for it.
 * The host key travels on stdin.
 */
async function placeIdentity(run: InstallRun, installer: Contact): Promise<void> {
  await act(run, 'install.identity', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, installer), { signal });
    const hostKey = await run.deps.keys.get(run.installId, 'finalHost');
    const access = await run.deps.keys.get(run.installId, 'access');
    const initrd = isEncrypted(run) ? await initrdFiles(run) : [];
    const files = [...identityFiles(hostKey, access), ...initrd];
    await machine(putFiles(shell, files, { signal }));
    await machine(
      shell.run(
        sh`chmod 0700 /mnt/root /mnt/root/.ssh && cp -rT ${FLAKE_DIRECTORY} /mnt/etc/nixos`,
        { signal },
      ),
    );
    return null;
  });
}

function identityFiles(hostKey: KeyPair, access: KeyPair): readonly MachineFile[] {
  const place = '/mnt/etc/ssh/ssh_host_ed25519_key';
  return [
    { path: place, text: hostKey.privateKey, mode: '0600' },
    { path: `${place}.pub`, text: `${hostKey.publicKey}\n`, mode: '0644' },
    { path: '/mnt/root/.ssh/authorized_keys', text: `${access.publicKey}\n`, mode: '0600' },
  ];
}

function installScript(systemPath: string): Command {
  return script(
    sh`nixos-install --root /mnt --system ${systemPath} --no-root-passwd --no-channel-copy`,
  );
}

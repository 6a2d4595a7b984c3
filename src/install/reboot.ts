/** Phase reboot: everything is put away and proven, and the machine leaves for its own disks. */

import { script, sh } from '../ssh/command.ts';
import { act } from './act.ts';
import { awaitNextBoot } from './arrive.ts';
import { type Contact, type InstallRun, targetOf } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import { disarmRescue } from './disarm.ts';
import { putAway } from './put-away.ts';
import { isEncrypted, unlockFirstBoot } from './unlock.ts';

/** Leaves the installer and waits until the installed system answers with the host key made for it. */
export async function rebootIntoSystem(run: InstallRun, installer: Contact): Promise<Contact> {
  const hostKey = await act(run, 'reboot.host-key', async () => {
    const { publicKey } = await run.deps.keys.get(run.installId, 'finalHost');
    return { publicKey, trust: 'injected' } as const;
  });
  await putAway(run, installer);
  await leave(run, installer);
  return awaitNextBoot(run, installer, {
    name: 'reboot.boot',
    what: 'the installed system answers',
    deadlineMs: DEADLINES.firstBootMs,
    hostKey,
    access: 'access',
    meanwhile: isEncrypted(run) ? (signal) => unlockFirstBoot(run, installer, signal) : null,
  });
}

/** As a job it happens once on this boot; when the installer is gone already, an earlier try did it. */
async function leave(run: InstallRun, installer: Contact): Promise<void> {
  await act(run, 'reboot.leave', async ({ signal, machine }) => {
    const target = await targetOf(run, installer);
    const shell = await run.deps.shells.open(target, { signal }).catch(() => null);
    if (shell === null) return null;
    const { stdout } = await shell.run(sh`cat /proc/sys/kernel/random/boot_id`, { signal });
    if (stdout.trim() !== installer.bootId) return null;
    await disarmRescue(run, signal);
    await machine(shell.startJob({ name: 'reboot', script: LEAVE }));
    const options = { deadlineMs: DEADLINES.leaveMs, signal };
    await machine(shell.followJob('reboot', options).catch(() => null));
    return null;
  });
}

/** The answer comes before the machine goes. */
const LEAVE = script(sh`
sync
setsid sh -c 'sleep 0.3; exec reboot' > /dev/null 2>&1 < /dev/null &`);

/** Reinstalls in the lab: one that keeps data and host key, and one that nobody asked for. */

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { InstallEvent, InstallRequest } from '../../../src/client/client.ts';
import { expectThat, keptCloudOrder, type Stage, until } from './stage.ts';

const MARK = 'this was here before';

/** A machine with data on a mirror, reached by its address; both systems are told apart by a file. */
export async function reinstallKeepData(stage: Stage): Promise<object> {
  const request: InstallRequest = {
    ...keptCloudOrder(stage, 'db-1'),
    layout: {
      preset: 'single-ext4',
      espSizeMib: 256,
      disks: {
        system: 'nvme',
        data: { select: 'hdd', mountpoint: '/var/lib', preset: 'mirror-ext4' },
      },
    },
  };
  const { proof } = await stage.install(request);
  const hostKey = proof?.hostKey ?? '';
  await stage.ssh(`echo '${MARK}' > /var/lib/mark; echo gone > /root/mark; ${FILL}`, hostKey);
  const before = await stage.ssh(LOOK_AT_DATA, hostKey);
  const { machineId } = await stage.api.only();
  const modules = ['{ environment.etc."again.txt".text = "again"; }'];
  const { installId } = await stage.api.reinstall(machineId, {
    erase: 'planned-disks',
    system: { modules },
  });
  const disks = watchDataDisks(stage);
  const again = await stage.follow(installId, disks.look);
  const after = await stage.ssh(LOOK_AT_DATA, hostKey);
  expectThat(/^MD_UUID=\S+\n\S+\n\w{64}$/.test(after.trim()), `the mirror is mounted: ${after}`);
  expectThat(after === before, `UUIDs and contents are the same: ${before} and ${after}`);
  expectThat(disks.areUntouched(), 'no byte of the data disks has changed from rescue to reboot');
  const text = await stage.ssh('cat /var/lib/mark /etc/again.txt; ls /root; uname -n', hostKey);
  expectThat(text.includes(MARK), `the data is there: ${text}`);
  expectThat(text.includes('again'), 'the new modules are there');
  expectThat(!/^mark$/m.test(text), 'the system disk was made anew');
  expectThat(again.proof?.hostKey === hostKey, 'the host key is the same');
  expectThat(again.proof?.bootId !== proof?.bootId, 'it is another boot');
  const [arrayUuid = '', uuid = '', sha256 = ''] = after.trim().split('\n');
  const data = { arrayUuid: arrayUuid.replace('MD_UUID=', ''), uuid, sha256, disks: disks.hashes };
  return { state: 'ready', kept: MARK, hostKeyKept: true, data, proof: again.proof };
}

/** Some files of which each byte counts. */
const FILL =
  'mkdir -p /var/lib/tree/deep; for n in 1 2 3; do head -c 3000000 /dev/urandom > /var/lib/tree/deep/$n; done; sync';
/** The UUIDs of the array and of its file system, and one hash over names and contents. */
const LOOK_AT_DATA =
  "mdadm --detail --export $(findmnt -n -o SOURCE /var/lib) | grep MD_UUID; findmnt -n -o UUID /var/lib; cd /var/lib && find mark tree -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1";

/** Hashes the files behind the data disks as the installer is entered and left: nobody has mounted them between. */
function watchDataDisks({ trial }: Stage) {
  const hashes: string[] = [];
  return {
    /** Of each disk as the installer was entered, then of each as it was left. */
    hashes,
    async look({ body }: InstallEvent): Promise<void> {
      if (body.kind !== 'phase-started' || !['kexec', 'reboot'].includes(body.phase)) return;
      const [machine] = trial.lab.machines();
      for (const file of ['disk1.raw', 'disk2.raw']) {
        const hash = createHash('sha256');
        await pipeline(createReadStream(path.join(machine?.spec.dir ?? '', file)), hash);
        hashes.push(hash.digest('hex'));
      }
    },
    areUntouched: () => hashes.length === 4 && hashes.slice(0, 2).join() === hashes.slice(2).join(),
  };
}

const POLICY = { act: 'reinstall', afterSeconds: 15, everySeconds: 3, maxPerDay: 1 } as const;

/** A machine that stops answering is reinstalled by its policy, once. */
export async function autoReinstall(stage: Stage): Promise<object> {
  const { proof, installId } = await stage.install(keptCloudOrder(stage, 'web-1'));
  const hostKey = proof?.hostKey ?? '';
  const { machineId } = await stage.api.only();
  await stage.api.change(machineId, { onUnreachable: POLICY });
  await stage.ssh(HANGS, hostKey);
  stage.print('the machine does not answer any more');
  const events = () => stage.api.events(machineId);
  const started = await until('a reinstall starts by itself', 120_000, async () =>
    (await events()).find(({ kind }) => kind === 'reinstall-started'),
  );
  const again = await stage.follow(String(started.fields.installId));
  await until('the policy says that it is done', 60_000, async () =>
    (await events()).find(({ kind }) => kind === 'policy-done'),
  );
  expectThat(again.proof?.hostKey === hostKey, 'the host key is the same');
  expectThat(again.proof?.bootId !== proof?.bootId, 'it is another boot');
  expectThat(again.installId !== installId, 'it is another install');
  // Hung once more: the day's one reinstall is spent, and the record says why nothing is done.
  await stage.ssh(HANGS, hostKey);
  const refused = await until('the second outage is decided', 120_000, async () =>
    (await events()).find(
      ({ kind, fields }) => kind === 'policy-decided' && fields.act === 'nothing',
    ),
  );
  const reinstalls = (await events()).filter(({ kind }) => kind === 'reinstall-started').length;
  expectThat(reinstalls === 1, `one reinstall, not ${reinstalls}`);
  return { state: 'ready', reinstalls, second: refused.text, proof: again.proof };
}

/** Some time after the command has ended: a host that runs on and is not reached any more. */
const HANGS =
  "nohup sh -c 'sleep 1; for link in $(ls /sys/class/net | grep ^e); do ip link set $link down; done' > /dev/null 2>&1 &";

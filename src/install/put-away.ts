/**
 * Before the machine leaves the installer: file systems are unmounted, layers taken apart, and each planned array
 * is put together once more from what is on its disks. A superblock that was never written is found out here, where
 * a shell is at hand, and not by a machine that does not come up.
 */

import type { Layout, LayoutArray, LayoutContent } from '../domain/layout.ts';
import { contentsOf } from '../domain/layout.ts';
import { type Command, script, sh } from '../ssh/command.ts';
import { REMOVABLE_LOADER } from './boot-order.ts';
import type { Contact, InstallRun } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import { runJob } from './job.ts';
import { signatureOf } from './signature.ts';
import { swapDevices } from './swap.ts';

/**
 * Leaves the planned disks unmounted and complete.
 *
 * @throws MachineError `machine.layout-differs` where an array does not come back as it was planned
 */
export async function putAway(run: InstallRun, installer: Contact): Promise<void> {
  await runJob(run, installer, {
    name: 'put-away',
    what: 'the new disks are put away, and their arrays proven by putting them together once more',
    script: async () => putAwayScript((await run.deps.records.loadPlan(run.installId)).layout),
    deadlineMs: DEADLINES.putAwayMs,
    failure: 'machine.layout-differs',
  });
}

/** Names planned arrays, groups and pools only: what stands on other disks is left as it is. */
export function putAwayScript(layout: Layout): Command {
  const { volumeGroups, pools, arrays } = layout;
  const groups = volumeGroups.map(({ name }) => sh`vgchange -an ${name} > /dev/null || true`);
  const opened = contentsOf(layout).flatMap((content) =>
    content.kind === 'luks' ? [sh`cryptsetup close ${content.name} || true`] : [],
  );
  const proofs = arrays.map((array) => sh`prove ${wordsOf(array)} ${membersOf(layout, array)}`);
  return script(sh`set -euo pipefail
differs() { printf 'differs: %s\n' "$*" >&2; exit 21; }
${lines(swapDevices(layout).map((device) => sh`swapoff ${device} 2> /dev/null || true`))}
sync
loader=
for name in ${Object.values(REMOVABLE_LOADER)}; do if [ -e /mnt/boot/EFI/BOOT/"$name" ]; then loader=$name; fi; done
if mountpoint -q /mnt; then umount -R /mnt || umount -R -l /mnt; fi
${lines(pools.map(({ name }) => sh`zpool export ${name}`))}
${lines(groups)}
${lines(opened)}
${PROVE}
${lines(proofs)}
${STARTS}
${lines(espsOf(layout).map((device) => sh`starts ${device}`))}
sync`);
}

/** What the array has to be when it is back: its name, whether it can lack members, and what lies on it. */
function wordsOf({ name, level, memberCount, content }: LayoutArray): readonly (string | number)[] {
  return [name, memberCount, level === 0 ? 'whole' : 'redundant', signatureOf(content) ?? ''];
}

function membersOf(layout: Layout, { name }: LayoutArray): readonly string[] {
  const isMember = (content: LayoutContent) =>
    content.kind === 'raid-member' && content.array === name;
  return layout.disks.flatMap((disk) =>
    disk.partitions
      .filter(({ content }) => isMember(content))
      .map(({ uuid }) => `/dev/disk/by-partuuid/${uuid}`),
  );
}

/**
 * Read from the disks, not from the cache. udev may put an array together first, in whole or, as long as members are
 * still coming, in part and without a name: then it is stopped by what holds the members, and tried again.
 */
const PROVE = sh`stop_holders() {
  local member holder
  for member in "$@"; do
    for holder in /sys/class/block/"$(basename "$(readlink -e "$member")")"/holders/md*; do
      if [ -e "$holder" ]; then mdadm --stop --quiet /dev/"$(basename "$holder")" 2> /dev/null || true; fi
    done
  done
}
prove() {
  local array=/dev/md/$1 members=$2 kind=$3 signature=$4 try member device sys
  shift 4
  for member in "$@"; do [ -b "$member" ] || differs "$member of $array is not there"; done
  for try in 1 2 3 4 5 6 7 8 9 10; do
    stop_holders "$@"
    udevadm settle --timeout=30 || true
    for member in "$@"; do blockdev --flushbufs "$member" 2> /dev/null || true; done
    if [ -b "$array" ] || mdadm --assemble --quiet "$array" "$@"; then break; fi
    sleep 1
  done
  udevadm settle --timeout=30 || true
  device=$(readlink -e "$array") || differs "$array does not come back from $*"
  sys=/sys/class/block/$(basename "$device")/md
  [ "$(cat "$sys/raid_disks")" = "$members" ] || differs "$array has $(cat "$sys/raid_disks") members instead of $members"
  if [ "$kind" = redundant ]; then [ "$(cat "$sys/degraded")" = 0 ] || differs "$array lacks $(cat "$sys/degraded") members"; fi
  if [ -n "$signature" ]; then [ "$(blkid -p -s TYPE -o value "$device")" = "$signature" ] || differs "$array does not hold $signature any more"; fi
  echo "proven: $array of $members members, put together once more"
  mdadm --stop --quiet "$array" || true
}`;

/**
 * Read past the array, as firmware does; udev may hold a member for an array that it puts together again. A system of
 * the caller may start in some other way: then nothing is asked.
 */
const STARTS = sh`starts() {
  [ -n "$loader" ] || return 0
  local try
  mkdir -p /run/put-away
  for try in 1 2 3 4 5; do
    stop_holders "$1"
    mount -t vfat -o ro "$1" /run/put-away 2> /dev/null && break
    sleep 1
  done
  if ! mountpoint -q /run/put-away; then echo "not looked at: $1 is still in use"; return 0; fi
  [ -e /run/put-away/EFI/BOOT/"$loader" ] || { umount /run/put-away; differs "$1 has no EFI/BOOT/$loader"; }
  umount /run/put-away
  echo "proven: $1 has EFI/BOOT/$loader by itself"
}`;

function espsOf({ disks }: Layout): readonly string[] {
  return disks.flatMap(({ partitions }) =>
    partitions
      .filter(({ gptType }) => gptType === 'EF00')
      .map(({ uuid }) => `/dev/disk/by-partuuid/${uuid}`),
  );
}

function lines(commands: readonly Command[]): Command {
  return commands.reduce(
    (all, command) => sh`${all}${command}
`,
    sh``,
  );
}

/** A cloud server's root that takes the whole disk, however large that becomes → grow.nix. */

import type { Plan } from '../domain/plan.ts';
import { entry, list, ownLines, part, raw, renderFile, set, str } from './nix.ts';

/** The root's partition where it is the last of the only disk, with a file system straight on it; else null. */
function growableRoot({ boot, layout }: Plan): string | null {
  const [disk, ...others] = layout.disks.filter(({ partitions }) => partitions.length > 1);
  const last = disk?.partitions.at(-1);
  if (!boot.isVirtual || others.length > 0 || last?.name !== 'root') return null;
  const { kind } = last.content;
  return kind === 'filesystem' || kind === 'btrfs' ? last.uuid : null;
}

/**
 * The module, or null where nothing can grow by itself: on physical machines, arrays, volumes and LUKS. Not
 * `boot.growPartition`: that one was made for the scripted initrd, and refuses systemd's in some releases.
 *
 * @see https://docs.hetzner.com/cloud/servers/faq/ (rescaling with a larger disk)
 */
export function renderGrow(plan: Plan): string | null {
  const uuid = growableRoot(plan);
  if (uuid === null) return null;
  const service = set([
    entry('description', str('Lets the root take the whole disk')),
    entry('wantedBy', list([str('multi-user.target')])),
    entry('after', list([str('local-fs.target')])),
    entry('path', list([raw('pkgs.util-linux')])),
    entry('serviceConfig.Type', str('oneshot')),
    part('script', ownLines(growScript(uuid, `\${config.systemd.package}${GROWFS}`), 2)),
  ]);
  return renderFile(set([entry('systemd.services.grow-root', service)]), {
    head: '{ config, pkgs, ... }:',
    comment:
      'The disk of a cloud server can be made larger; at its next start the root takes what was added.',
  });
}

const GROWFS = '/lib/systemd/systemd-growfs';

/**
 * Bash that lets a partition end where its disk ends, then the mounted root in it. Below 4 MiB there is nothing to
 * take. May be repeated.
 *
 * @param growFs program that is given the mount point
 */
export function growScript(partitionUuid: string, growFs: string): string {
  return `partition=$(readlink -e /dev/disk/by-partuuid/${partitionUuid})
place=/sys/class/block/$(basename "$partition")
disk=/dev/$(basename "$(readlink -e "$place/..")")
number=$(cat "$place/partition")
end=$(( $(cat "$place/start") + $(cat "$place/size") ))
if [ $(( $(cat "$place/../size") - end )) -lt 8192 ]; then
  exit 0
fi
# The second copy of the partition table has to stand at the new end first.
sfdisk --no-reread --no-tell-kernel --relocate gpt-bak-std "$disk"
echo ', +' | sfdisk --no-reread --no-tell-kernel --force -N "$number" "$disk"
partx --update --nr "$number" "$disk"
${growFs} /`;
}

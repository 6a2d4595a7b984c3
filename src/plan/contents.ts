/** What is on a disk, in lines for people: shown before it is lost. */

import type { BlockContent, Disk } from '../domain/facts.ts';
import type { PlannedDisk } from '../domain/plan.ts';
import { sizeInWords } from './disk-words.ts';

/**
 * A disk as the plan names it. Each line stands for one signature, as `part2 ext4 "data" 40 GiB`; what
 * lies in layers shows the way to it, as `part4 raid1 ext4 3.4 GiB`.
 */
export function toPlannedDisk(disk: Disk): PlannedDisk {
  const own = disk.signature === null ? [] : [`whole disk ${disk.signature}`];
  const below = disk.children.flatMap((child) => linesOf(child, [partName(disk, child)]));
  return {
    // A disk without a stable name is never wiped; it may be listed among those left alone.
    device: disk.byId === null ? `/dev/${disk.name}` : `/dev/disk/by-id/${disk.byId}`,
    model: disk.model,
    serial: disk.serial,
    wwn: disk.wwn,
    sizeBytes: disk.sizeBytes,
    contents: [...own, ...below],
  };
}

/** `/dev/nvme0n1p2` → `part2`: the disk's kernel name may change, the number does not. */
function partName(disk: Disk, child: BlockContent): string {
  const number = child.path.slice(`/dev/${disk.name}`.length).replace(/^p/, '');
  return /^\d+$/.test(number) ? `part${number}` : child.type;
}

function linesOf(block: BlockContent, way: readonly string[]): readonly string[] {
  const label = block.label ?? block.partitionLabel;
  const words = [
    ...way,
    ...(block.signature === null ? [] : [block.signature]),
    ...(label === null ? [] : [`"${label}"`]),
    sizeInWords(block.sizeBytes),
  ];
  const deeper = block.children.flatMap((child) => linesOf(child, [...way, child.type]));
  return block.signature === null && deeper.length > 0 ? deeper : [words.join(' '), ...deeper];
}

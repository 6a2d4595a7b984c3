/** One disk of a picture: its size, its name, its partitions to scale. */

import { contentInWords, type LayoutContent, type LayoutPartition } from '../domain/layout.ts';
import type { PlannedDisk } from '../domain/plan.ts';
import { type BoxStyle, box, type Drawing, text, WIDTH } from './svg.ts';

export interface PictureDisk {
  readonly name: string;
  readonly disk: PlannedDisk;
  readonly isWiped: boolean;
  /** What is lost, or what is left alone. */
  readonly note: string;
  /** As planned; none for a disk that is left alone. */
  readonly partitions: readonly LayoutPartition[];
}

/** A small disk beside a large one stays wide enough to be read. */
const MINIMUM_DISK = 0.4;
/** So does a partition of one MiB. */
const MINIMUM_PARTITION = 14;
const MIB = 2 ** 20;
const BAR = { y: 34, height: 58 };

/** @param largestBytes size of the disk that is drawn over the whole width */
export function drawDisk(picture: PictureDisk, largestBytes: number): Drawing {
  const { name, disk, isWiped, note, partitions } = picture;
  const width = WIDTH * Math.max(MINIMUM_DISK, disk.sizeBytes / largestBytes);
  const gib = Math.round(disk.sizeBytes / 2 ** 30);
  const who = `${disk.model ?? 'unknown model'}, serial ${disk.serial ?? 'unknown'}, ${gib} GiB`;
  const frame = box({ x: 0, ...BAR, width, style: isWiped ? 'wiped' : 'alone', title: note });
  const nameWidth = 12 + name.length * 9.2;
  return {
    height: 134,
    body: [
      text({ x: 0, y: 22, style: 'strong', words: name }),
      text({ x: nameWidth, y: 22, style: 'quiet', words: who, room: WIDTH - nameWidth }),
      frame,
      ...drawPartitions(partitions, disk.sizeBytes, width),
      text({ x: 0, y: 110, style: isWiped ? 'alarm' : 'quiet', words: note, room: WIDTH }),
    ]
      .filter((line) => line !== '')
      .join('\n'),
  };
}

function drawPartitions(
  partitions: readonly LayoutPartition[],
  diskBytes: number,
  width: number,
): readonly string[] {
  const inner = width - 8;
  const widths = widthsOf(partitions, diskBytes, inner);
  let x = 4;
  return partitions.flatMap((partition, index) => {
    const own = widths[index] ?? 0;
    const at = x;
    x += own;
    const holds = contentInWords(partition.content);
    const size = partition.sizeMib === null ? 'the rest' : `${partition.sizeMib} MiB`;
    const room = own - 14;
    return [
      box({
        x: at + 1,
        y: BAR.y + 5,
        width: own - 2,
        height: BAR.height - 10,
        style: styleOf(partition),
        title: `${partition.number} ${partition.name}: ${holds}, ${size}`,
      }),
      text({ x: at + 7, y: BAR.y + 25, style: 'strong', words: partition.name, room }),
      text({ x: at + 7, y: BAR.y + 43, style: 'plain', words: `${holds}, ${size}`, room }),
    ];
  });
}

/** To scale, but none below the minimum; what that takes is given by the largest. */
function widthsOf(
  partitions: readonly LayoutPartition[],
  diskBytes: number,
  width: number,
): readonly number[] {
  const diskMib = diskBytes / MIB;
  const fixedMib = partitions.reduce((sum, one) => sum + (one.sizeMib ?? 0), 0);
  const raw = partitions.map((one) => ((one.sizeMib ?? diskMib - fixedMib) / diskMib) * width);
  const widths = raw.map((one) => Math.max(MINIMUM_PARTITION, one));
  const excess = widths.reduce((sum, one) => sum + one, 0) - width;
  const widest = widths.indexOf(Math.max(...widths));
  return widths.map((one, index) => (index === widest ? one - excess : one));
}

function styleOf({ name, content }: LayoutPartition): BoxStyle {
  if (name === 'bios' || name === 'esp') return 'boot';
  if (name === 'swap' || isSwap(content)) return 'swap';
  return name === 'data' ? 'data' : 'system';
}

function isSwap(content: LayoutContent): boolean {
  return content.kind === 'swap';
}

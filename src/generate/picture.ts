/** A plan → its picture: an SVG of the disks, what stands on them, and what will be lost. */

import type { Layout, LayoutPreset } from '../domain/layout.ts';
import { contentInWords, LAYOUTS } from '../domain/layout.ts';
import type { Plan, PlannedDisk } from '../domain/plan.ts';
import { drawDisk, type PictureDisk } from './picture-disk.ts';
import { box, type Drawing, document, text, WIDTH } from './svg.ts';

/**
 * Disks from top to bottom, each as wide as it is large beside the largest one, with its partitions to
 * scale; below them arrays, volume groups and pools with what they hold. A red frame says that all on
 * the disk is lost, with what that is; grey disks are left alone. It follows the colours of the page:
 * light or dark. Same plan, same bytes; each text from a machine is escaped.
 */
export function renderPicture(plan: Plan): string {
  const { layout, disksToWipe, disksLeftAlone } = plan;
  const all = [...disksToWipe, ...disksLeftAlone];
  const largest = Math.max(1, ...all.map((disk) => disk.sizeBytes));
  const drawn: Drawing[] = [heading(plan)];
  const wiped = disksToWipe.map((disk) => wipedDisk(disk, layout));
  const alone = disksLeftAlone.map((disk) => untouchedDisk(disk, layout));
  for (const disk of [...wiped, ...alone]) drawn.push(drawDisk(disk, largest));
  for (const row of rowsOf(layout)) drawn.push(drawRow(row));
  return document(`Disks of ${plan.system.hostname}`, drawn);
}

function heading({ system, layout, boot }: Plan): Drawing {
  const how = layout.module === undefined ? presetInWords(layout.preset, system, boot) : MODULE;
  return {
    height: 58,
    body: [
      text({ x: 0, y: 22, style: 'title', words: system.hostname }),
      text({ x: 0, y: 44, style: 'quiet', words: how }),
    ].join('\n'),
  };
}

const MODULE = 'divided by the disko module of the request';

function presetInWords(
  preset: LayoutPreset,
  { architecture }: Plan['system'],
  { firmware }: Plan['boot'],
): string {
  if (architecture === 'aarch64') return `${preset}, UEFI`;
  const { redundancy, filesystem } = LAYOUTS[preset];
  return `${preset}: ${redundancy}, ${filesystem}; boots by BIOS and UEFI, measured: ${firmware.toUpperCase()}`;
}

function wipedDisk(disk: PlannedDisk, layout: Layout): PictureDisk {
  const planned = layout.disks.find((one) => one.device === disk.device);
  const lost = disk.contents.length === 0 ? 'nothing was found on it' : disk.contents.join(' · ');
  return {
    name: planned?.name ?? '',
    disk,
    isWiped: true,
    note: `wiped: ${lost}`,
    partitions: planned?.partitions ?? [],
  };
}

function untouchedDisk(disk: PlannedDisk, layout: Layout): PictureDisk {
  const kept = layout.kept.filter((one) => one.disks.some((below) => below.device === disk.device));
  const held = disk.contents.length === 0 ? 'nothing was found on it' : disk.contents.join(' · ');
  const mounts = kept.map((one) => `kept, ${one.format} at ${one.mountpoint}: `).join('');
  return {
    name: kept.length > 0 ? 'kept' : 'left alone',
    disk,
    isWiped: false,
    note: `${mounts}${held}`,
    partitions: [],
  };
}

interface Row {
  readonly name: string;
  readonly what: string;
  readonly holds: string;
}

/** Everything that lies over partitions, from the disk up. */
function rowsOf({ arrays, volumeGroups, pools }: Layout): readonly Row[] {
  return [
    ...arrays.map(({ name, level, memberCount, content }) => ({
      name,
      what: `RAID${level} over ${memberCount} partitions`,
      holds: contentInWords(content),
    })),
    ...volumeGroups.flatMap((group) =>
      group.volumes.map(({ name, sizeMib, content }) => ({
        name: `${group.name}/${name}`,
        what: sizeMib === null ? 'volume, all that is left' : `volume of ${sizeMib} MiB`,
        holds: contentInWords(content),
      })),
    ),
    ...pools.map(({ name, mode, datasets }) => ({
      name,
      what: `ZFS pool${mode === '' ? '' : `, ${mode}`}`,
      holds: datasets.map((one) => one.mountpoint).join(', '),
    })),
  ];
}

function drawRow({ name, what, holds }: Row): Drawing {
  return {
    height: 40,
    body: [
      box({ x: 0, y: 4, width: WIDTH, height: 30, style: 'array' }),
      text({ x: 12, y: 24, style: 'strong', words: name, room: 170 }),
      text({ x: 190, y: 24, style: 'quiet', words: what, room: 230 }),
      text({ x: 430, y: 24, style: 'plain', words: holds, room: WIDTH - 442 }),
    ].join('\n'),
  };
}

/** Which disks: a wish by properties → the very disks, or a refusal when there are two answers. */

import { RequestError } from '../domain/error.ts';
import type { Disk } from '../domain/facts.ts';
import {
  type DiskSelector,
  LAYOUTS,
  type LayoutKept,
  type LayoutPreset,
  type LayoutRequest,
  type NewDataGroup,
} from '../domain/layout.ts';
import { diskDetails, diskInWords, sizeInWords } from './disk-words.ts';
import { fixedDisks, isEmpty, isNamed, matches } from './eligible.ts';
import { findKept } from './kept.ts';
import { disksInWords, nearestPreset, presetInWords, takesDisks } from './layout-options.ts';

export interface ChosenDisks {
  readonly system: readonly Disk[];
  /** One list for each data group, in the request's order; empty for one that is kept. */
  readonly data: readonly (readonly Disk[])[];
  /** File systems that stay, in the request's order. Their disks are in no list above. */
  readonly kept: readonly LayoutKept[];
}

/** Mirror members are about equal when the smallest is at most this part below the largest. */
const SIZE_TOLERANCE = 0.01;

interface Group {
  readonly what: string;
  readonly selector: DiskSelector;
  /** null: a module divides them, and takes all that were selected. */
  readonly preset: LayoutPreset | null;
}

/**
 * Resolves all selectors of a layout. The result does not depend on the order or the kernel names in
 * which the machine listed its disks; members of a group stand by serial, then by-id.
 *
 * Rules: removable, USB, read-only and virtual disks are never taken, nor is one that holds data to be
 * kept. Groups that ask for something
 * choose first; groups with an empty selector choose from what is left. A mirror's members are of one
 * kind and differ by at most 1 % in size (the limit at which mdadm itself asks). A group has an
 * answer only when exactly one set of disks fits. A module takes all disks that fit, of any kinds and sizes, but
 * where nothing was asked of them, just the only one.
 *
 * @throws RequestError `request.no-such-disk` (nothing fits; the message lists what there is),
 *         `request.ambiguous-disks` (more than one answer), `request.layout-impossible`
 */
export function chooseDisks(layout: LayoutRequest, disks: readonly Disk[]): ChosenDisks {
  const { fixed, leftOut } = fixedDisks(disks);
  const kept = layout.data.flatMap((data) => (data.keep === true ? [findKept(data, disks)] : []));
  const keptDisks = kept.flatMap((group) => group.disks);
  const sorted = fixed.filter((disk) => !keptDisks.includes(disk)).sort(byIdentity);
  const system: Group = {
    what: 'the system',
    selector: layout.system,
    preset: layout.module === undefined ? layout.preset : null,
  };
  const data = layout.data.map((group) => (group.keep === true ? null : dataGroup(group)));
  const groups = [system, ...data].filter((group) => group !== null);
  const chosen = new Map<Group, readonly Disk[]>();
  const order = [...groups].sort(
    (a, b) => Number(isEmpty(a.selector)) - Number(isEmpty(b.selector)),
  );
  for (const group of order) {
    const taken = [...chosen.values()].flat();
    const pool = isEmpty(group.selector) ? sorted.filter((disk) => !taken.includes(disk)) : sorted;
    const answer = chooseGroup(group, pool, leftOut);
    refuseTwice(group, answer, taken);
    refuseUnsound(group, answer);
    chosen.set(group, answer);
  }
  const answerOf = (group: Group | null) => (group === null ? [] : (chosen.get(group) ?? []));
  return {
    system: answerOf(system),
    data: data.map(answerOf),
    kept: kept.map((group) => group.kept),
  };
}

function dataGroup({ mountpoint, select, preset }: NewDataGroup): Group {
  return { what: `the data at ${mountpoint}`, selector: select, preset };
}

/** A stable order that only depends on what is printed on the disks. */
function byIdentity(a: Disk, b: Disk): number {
  const key = (disk: Disk): string => `${disk.serial ?? ''}\0${disk.byId ?? ''}\0${disk.wwn ?? ''}`;
  if (key(a) === key(b)) return a.name < b.name ? -1 : 1;
  return key(a) < key(b) ? -1 : 1;
}

function chooseGroup(
  group: Group,
  pool: readonly Disk[],
  leftOut: readonly string[],
): readonly Disk[] {
  const candidates = pool.filter((disk) => matches(disk, group.selector));
  refuseMissing(group, candidates, pool, leftOut);
  if (group.preset === null) return chooseAll(group, candidates, pool, leftOut);
  const count = countOf(group, group.preset);
  if (candidates.length < count) throw noSuchDisk(group, count, candidates, pool, leftOut);
  if (count === 1) {
    const [only] = candidates;
    if (candidates.length === 1 && only !== undefined) return [only];
    throw ambiguous(group, count, candidates);
  }
  const sets = equalSets(candidates, count);
  const [only] = sets;
  if (only === undefined) throw unequal(group, count, candidates);
  if (sets.length > 1 || only.length > count) throw ambiguous(group, count, candidates);
  return [...only].sort(byIdentity);
}

function chooseAll(
  group: Group,
  candidates: readonly Disk[],
  pool: readonly Disk[],
  leftOut: readonly string[],
): readonly Disk[] {
  const { selector } = group;
  const count = selector.count ?? (isEmpty(selector) ? 1 : Math.max(1, candidates.length));
  if (candidates.length < count) throw noSuchDisk(group, count, candidates, pool, leftOut);
  if (candidates.length > count) throw ambiguous(group, count, candidates);
  return [...candidates].sort(byIdentity);
}

/** `count`, else the number of disks that were named, else the fewest that the preset stands on. */
function countOf(group: Group, preset: LayoutPreset): number {
  const { count, serials, byIds } = group.selector;
  const named = Math.max(serials?.length ?? 0, byIds?.length ?? 0);
  const wanted = count ?? (named > 0 ? named : LAYOUTS[preset].minimumDisks);
  if (takesDisks(preset, wanted)) return wanted;
  const nearest = nearestPreset(preset, wanted);
  throw new RequestError(
    'request.layout-impossible',
    `Chose ${wanted} ${wanted === 1 ? 'disk' : 'disks'} for ${group.what}: ${preset} takes ${disksInWords(preset)}. ${nearestInWords(nearest, wanted)}Change the preset or the selector.`,
    { preset, count: wanted, nearest, nearestCount: wanted },
  );
}

function nearestInWords(nearest: LayoutPreset | null, count: number): string {
  return nearest === null
    ? ''
    : `On ${count} the nearest layout is ${presetInWords(nearest, count)}. `;
}

/** Maximal sets of one kind and about one size with room for `count`; a set of more members leaves a choice. */
function equalSets(candidates: readonly Disk[], count: number): readonly (readonly Disk[])[] {
  const sets: Disk[][] = [];
  for (const kind of ['nvme', 'ssd', 'hdd'] as const) {
    const sorted = candidates
      .filter((disk) => disk.kind === kind)
      .sort((a, b) => a.sizeBytes - b.sizeBytes);
    let lastEnd = 0;
    sorted.forEach((smallest, start) => {
      const limit = smallest.sizeBytes / (1 - SIZE_TOLERANCE);
      const end = start + sorted.slice(start).filter((disk) => disk.sizeBytes <= limit).length;
      if (end - start >= count && end > lastEnd) sets.push(sorted.slice(start, end));
      lastEnd = Math.max(lastEnd, end);
    });
  }
  return sets;
}

function refuseMissing(
  group: Group,
  candidates: readonly Disk[],
  pool: readonly Disk[],
  leftOut: readonly string[],
): void {
  const { serials = [], byIds = [] } = group.selector;
  const missing = [
    ...serials.filter((serial) => !candidates.some((disk) => disk.serial === serial)),
    ...byIds.filter((name) => !candidates.some((disk) => isNamed(disk, name))),
  ];
  if (missing.length === 0) return;
  throw new RequestError(
    'request.no-such-disk',
    `Looked for the disks of ${group.what}: none that fits the selector is named ${missing.join(', ')}. ${listing(pool, leftOut)}`,
    { missing, disks: pool.map(diskDetails) },
  );
}

function refuseTwice(group: Group, answer: readonly Disk[], taken: readonly Disk[]): void {
  const twice = answer.filter((disk) => taken.includes(disk));
  if (twice.length === 0) return;
  throw new RequestError(
    'request.ambiguous-disks',
    `Chose disks for ${group.what}: ${twice.map(diskInWords).join('; ')} would be taken twice. Make the selectors tell the groups apart.`,
    { candidates: twice.map(diskDetails) },
  );
}

function refuseUnsound(group: Group, answer: readonly Disk[]): void {
  for (const disk of answer) {
    const reason =
      disk.smart === 'failing' && group.selector.allowFailing !== true
        ? 'its own SMART verdict is that it is failing; have it replaced, choose another one, or take it all the same with "allowFailing"'
        : disk.byId === null
          ? 'it has no stable name under /dev/disk/by-id, and a kernel name may point at another disk after the next boot; give it a serial, or choose another one'
          : null;
    if (reason === null) continue;
    throw new RequestError(
      'request.no-such-disk',
      `Chose ${diskInWords(disk)} for ${group.what}: ${reason}.`,
      { disks: [diskDetails(disk)], reason },
    );
  }
}

function noSuchDisk(
  group: Group,
  count: number,
  candidates: readonly Disk[],
  pool: readonly Disk[],
  leftOut: readonly string[],
): RequestError {
  const nearest = group.preset && nearestPreset(group.preset, candidates.length);
  const found = candidates.length;
  return new RequestError(
    'request.no-such-disk',
    `Looked for ${count} ${count === 1 ? 'disk' : 'disks'} for ${group.what}: ${found} fit the selector. ${nearestInWords(nearest, found)}${listing(pool, leftOut)}`,
    { needed: count, found, nearest, nearestCount: found, disks: pool.map(diskDetails) },
  );
}

function listing(pool: readonly Disk[], leftOut: readonly string[]): string {
  const there = pool.length === 0 ? 'no fixed disk' : pool.map(diskInWords).join('; ');
  const never = leftOut.length === 0 ? '' : ` Never taken: ${leftOut.join('; ')}.`;
  return `There is: ${there}.${never}`;
}

function ambiguous(group: Group, count: number, candidates: readonly Disk[]): RequestError {
  return new RequestError(
    'request.ambiguous-disks',
    `Looked for ${count} ${count === 1 ? 'disk' : 'disks'} for ${group.what}: ${candidates.length} fit equally well: ${candidates.map(diskInWords).join('; ')}. Name the wanted ones by serial or by-id.`,
    { needed: count, candidates: candidates.map(diskDetails) },
  );
}

function unequal(group: Group, count: number, candidates: readonly Disk[]): RequestError {
  const sizes = candidates.map((disk) => `${disk.kind} ${sizeInWords(disk.sizeBytes)}`);
  // At least one, since there are candidates.
  const equal = equalSets(candidates, 1).reduce((a, b) => (b.length > a.length ? b : a), []);
  const nearest = group.preset && nearestPreset(group.preset, equal.length);
  return new RequestError(
    'request.layout-impossible',
    `Looked for ${count} disks of one kind and about one size (within 1 %) for ${group.what}: there are ${sizes.join(', ')}. ${nearestInWords(nearest, equal.length)}Choose equal disks, or another preset on ${equal.map(diskInWords).join('; ')}.`,
    {
      needed: count,
      nearest,
      nearestCount: equal.length,
      nearestDisks: equal.map(diskDetails),
      candidates: candidates.map(diskDetails),
    },
  );
}

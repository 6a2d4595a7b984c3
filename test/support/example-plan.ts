/** The plans of docs/examples, and what a machine would show after they were carried out. */

import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { BlockContent, Disk, Facts } from '../../src/domain/facts.ts';
import type { LayoutArray, LayoutContent, LayoutDisk } from '../../src/domain/layout.ts';
import type { Plan } from '../../src/domain/plan.ts';

const EXAMPLES = path.resolve(import.meta.dirname, '../../docs/examples');

export function examplePlan(name: 'cloud-single' | 'metal-mirrors'): Plan {
  return JSON.parse(readFileSync(path.join(EXAMPLES, name, 'plan.json'), 'utf8'));
}

export function exampleFacts(name: 'cloud-single' | 'metal-mirrors'): Facts {
  return JSON.parse(readFileSync(path.join(EXAMPLES, name, 'facts.json'), 'utf8'));
}

/** The facts of a machine whose disks are just as planned; `prefix` is where the new root is mounted. */
export function factsAsPlanned(plan: Plan, before: Facts, prefix: '/mnt' | ''): Facts {
  const disks = before.disks.map((disk) => {
    const planned = plan.layout.disks.find(({ serial }) => serial === disk.serial);
    return planned === undefined ? disk : diskAsPlanned(disk, planned, plan.layout.arrays, prefix);
  });
  return { ...before, disks };
}

function diskAsPlanned(
  disk: Disk,
  planned: LayoutDisk,
  arrays: readonly LayoutArray[],
  prefix: string,
): Disk {
  const children = planned.partitions.map((partition): BlockContent => {
    const { content } = partition;
    const array =
      content.kind === 'raid-member'
        ? arrays.find(({ name }) => name === content.array)
        : undefined;
    return {
      ...block(`/dev/${disk.name}p${partition.number}`, 'part', content, prefix),
      partitionUuid: partition.uuid,
      partitionLabel: partition.name,
      children:
        array === undefined ? [] : [block(`/dev/md/${array.name}`, 'raid1', array.content, prefix)],
    };
  });
  return { ...disk, signature: null, mountpoints: [], children };
}

function block(at: string, type: string, content: LayoutContent, prefix: string): BlockContent {
  const isMounted = content.kind === 'filesystem';
  const mountpoint = isMounted ? content.mountpoint : '';
  return {
    path: at,
    type,
    sizeBytes: 1,
    signature: signature(content),
    label: null,
    partitionLabel: null,
    partitionUuid: null,
    partitionType: null,
    uuid: null,
    mountpoints: isMounted
      ? [mountpoint === '/' && prefix ? prefix : `${prefix}${mountpoint}`]
      : [],
    children: [],
  };
}

function signature(content: LayoutContent): string | null {
  switch (content.kind) {
    case 'filesystem':
      return content.format;
    case 'raid-member':
      return 'linux_raid_member';
    case 'swap':
      return 'swap';
    default:
      return null;
  }
}

/** What the inspection script would print on a played machine: a real output, with this machine's own state in it. */

import { readFileSync } from 'node:fs';
import { splitSections } from '../../../src/facts/sections.ts';
import type { MachineSpec } from '../machine.ts';
import { blocksOf, type PlayedDisk, renderById, renderLsblk } from './blocks.ts';

/** The system that runs. */
export type Stage = 'image' | 'rescue' | 'installer' | 'installed';

/** What of a machine shows in its facts. */
export interface Shown {
  readonly spec: MachineSpec;
  readonly stage: Stage;
  readonly hostname: string;
  readonly bootId: string;
  readonly uptimeSeconds: number;
  readonly disks: readonly PlayedDisk[];
  /** See `renderLsblk`. */
  readonly mountedAt: string | null;
}

const FIXTURES = new URL('../../fixtures/probe/', import.meta.url);
const metal = behindTranslation('metal-rescue.txt');
const cloud = behindTranslation('cloud-rescue.txt');
const cloudWithoutIpv4 = withoutIpv4('cloud-rescue.txt');

/** The whole output. */
export function factsText(shown: Shown): string {
  const { spec, stage, hostname, bootId, uptimeSeconds, disks, mountedAt } = shown;
  const like = fixtureFor(spec);
  const sections = new Map(like);
  const system = [
    `hostname=${hostname}`,
    'kernel=6.12.19',
    `machine=${spec.architecture ?? 'x86_64'}`,
    `boot_id=${bootId}`,
    `uptime=${uptimeSeconds.toFixed(2)} 1.00`,
  ];
  sections.set('system', system.join('\n'));
  sections.set('firmware', spec.firmware);
  sections.set('lsblk', renderLsblk(disks, mountedAt));
  sections.set('by-id', renderById(disks));
  sections.set('os-release', osRelease(stage));
  sections.set('root', rootOf(shown));
  sections.set('disk-drivers', disks.map(driversOf).join('\n'));
  for (const name of ['volume-groups', 'smart', 'mdstat', 'root-space']) sections.set(name, '');
  sections.delete('end');
  const texts = [...sections, ['end', ''] as const];
  return texts.map(([name, text]) => `\n=== ${name}\n${text}\n`).join('');
}

function fixtureFor({ address, disks }: MachineSpec): ReadonlyMap<string, string> {
  if (address.includes(':')) return cloudWithoutIpv4;
  return disks.length > 1 ? metal : cloud;
}

/** A fixture whose card has IPv6 alone: that of the loopback network, on which such a machine is reached. */
function withoutIpv4(fixture: string): ReadonlyMap<string, string> {
  const sections = splitSections(readFileSync(new URL(fixture, FIXTURES), 'utf8'));
  const changed = (name: string) =>
    (sections.get(name) ?? '')
      .replaceAll(/\{[^{}]*"203\.0\.113\.17"[^{}]*\}, /g, '')
      .replaceAll('2001:db8:c17:4b2::', '::');
  return new Map([
    ...sections,
    ['addresses', changed('addresses')],
    ['routes4', '[]'],
    ['routes6', changed('routes6')],
  ]);
}

/**
 * A fixture as a machine of the lab tells it: these stand behind a translation, the played ones
 * as those of QEMU, so that what a stand-in routes to them is on none of their cards.
 */
function behindTranslation(fixture: string): ReadonlyMap<string, string> {
  const sections = splitSections(readFileSync(new URL(fixture, FIXTURES), 'utf8'));
  const texts = new Map(sections);
  for (const name of ['addresses', 'routes4', 'routes6']) {
    const text = (sections.get(name) ?? '')
      .replaceAll('203.0.113.17', '172.31.1.17')
      .replaceAll('198.51.100.74', '10.0.2.15')
      .replaceAll('198.51.100.65', '10.0.2.2')
      .replaceAll('198.51.100.64/26', '10.0.2.0/26')
      .replaceAll(/\{[^{}]*"2001:db8:[^{}]*\}, /g, '')
      .replaceAll(/, \{[^{}]*"gateway": "fe80::1"[^{}]*\}/g, '');
    texts.set(name, text);
  }
  return texts;
}

/** Where its root is, as `findmnt` says it. */
export function rootSource({ stage, disks }: Pick<Shown, 'stage' | 'disks'>): string {
  if (stage === 'rescue') return 'overlay';
  if (stage === 'installer') return 'none';
  const blocks = [...blocksOf(disks)];
  return blocks.find(({ mountpoints }) => mountpoints.includes('/'))?.path ?? 'none';
}

/** `ID/VARIANT_ID` of its /etc/os-release. */
export function systemName(stage: Stage): string {
  if (stage === 'installer') return 'nixos/installer';
  return stage === 'installed' ? 'nixos/' : 'debian/';
}

function osRelease(stage: Stage): string {
  const [id, variant] = systemName(stage).split('/');
  return `ID=${id}\nPRETTY_NAME="${id}"${variant === '' ? '' : `\nVARIANT_ID=${variant}`}`;
}

function rootOf(shown: Shown): string {
  const source = rootSource(shown);
  if (shown.stage === 'installer') return 'tmpfs / tmpfs';
  return `${source} / ${source === 'overlay' ? 'overlay' : 'ext4'}`;
}

function driversOf({ name, spec }: PlayedDisk): string {
  return spec.kind === 'nvme'
    ? `${name} nvme nvme pcieport`
    : `${name} sd virtio_scsi virtio-pci pcieport`;
}

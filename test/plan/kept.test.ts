import { describe, expect, it } from '@jest/globals';
import type { BlockContent, Disk } from '../../src/domain/facts.ts';
import type { LayoutRequest } from '../../src/domain/layout.ts';
import { renderDisko } from '../../src/generate/disko.ts';
import { generateFlake } from '../../src/generate/flake.ts';
import { wipeScript } from '../../src/install/wipe.ts';
import { findKept } from '../../src/plan/kept.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { INPUTS, requestFor } from '../generate/examples.ts';
import { makeBlock, makeDisk, makeFacts, makeHdd } from './make.ts';

const UUID = '0b0a6d3e-7e5e-4a43-9d0c-3f0d7e5b6a11';
const FILESYSTEM = makeBlock({ path: '/dev/md127', type: 'raid1', signature: 'ext4', uuid: UUID });

function member(name: string, inside: BlockContent = FILESYSTEM): Disk {
  const label = 'any:varlib';
  const signature = 'linux_raid_member';
  const uuid = '9f3f7f2e-0000-0000-0000-000000000000';
  const part = makeBlock({ path: `/dev/${name}1`, signature, label, uuid, children: [inside] });
  return makeHdd(name, { children: [part] });
}

const GROUP = { select: { kind: 'hdd' }, mountpoint: '/var/lib', keep: true } as const;

function plan(layout: Partial<LayoutRequest>, disks: readonly Disk[]) {
  const facts = makeFacts({ disks: [makeDisk({ name: 'nvme0n1' }), ...disks] });
  const made = planMachine(requestFor('x', { data: [GROUP], ...layout }), facts, INPUTS);
  return { plan: made, files: generateFlake(made, facts) };
}

describe('data that is kept', () => {
  it('is the one file system on the disks that fit, whatever lies below it', () => {
    const disks = [member('sdb'), member('sda')];
    expect(findKept(GROUP, disks).kept).toEqual({
      mountpoint: '/var/lib',
      format: 'ext4',
      uuid: UUID,
      disks: [
        { device: '/dev/disk/by-id/ata-HDD_sda', serial: 'S-sda' },
        { device: '/dev/disk/by-id/ata-HDD_sdb', serial: 'S-sdb' },
      ],
      layers: ['raid'],
    });
  });

  it('keeps its disks out of the wipe and out of disko, and is mounted by its UUID', () => {
    const { plan: made, files } = plan({}, [member('sda'), member('sdb')]);
    expect(made.disksToWipe.map((disk) => disk.serial)).toEqual(['S-nvme0n1']);
    expect(made.disksLeftAlone.map((disk) => disk.serial)).toEqual(['S-sda', 'S-sdb']);
    for (const text of [renderDisko(made), wipeScript(made).text]) {
      expect(text).not.toMatch(/sda|sdb|ata-HDD/);
    }
    const kept = files.find((file) => file.path === 'kept.nix')?.text ?? '';
    expect(kept).toContain(`device = "/dev/disk/by-uuid/${UUID}";`);
    expect(kept).toContain('fileSystems."/var/lib"');
    expect(files.find((file) => file.path === 'hardware.nix')?.text).toContain(
      'boot.swraid.enable = true;',
    );
  });

  it('is never a target of a selector that fits it too', () => {
    const spare = [makeHdd('sdx'), makeHdd('sdy')];
    const byId = { byIds: ['ata-HDD_sda', 'ata-HDD_sdb'] };
    const data = [{ ...GROUP, select: byId }];
    const system = { kind: 'hdd' } as const;
    const { plan: made } = plan({ preset: 'mirror-ext4', system, data }, [
      member('sda'),
      member('sdb'),
      ...spare,
    ]);
    expect(made.disksToWipe.map((disk) => disk.serial)).toEqual(['S-sdx', 'S-sdy']);
  });

  it.each<[string, readonly Disk[], string]>([
    ['there is no such disk', [], 'request.no-such-disk'],
    ['its disks are empty', [makeHdd('sda')], 'request.no-such-disk'],
    [
      'it is encrypted',
      [member('sda', makeBlock({ path: '/dev/md127', signature: 'crypto_LUKS', uuid: UUID }))],
      'request.no-such-disk',
    ],
    [
      'two file systems could be meant',
      [member('sda'), member('sdb', { ...FILESYSTEM, uuid: 'another' })],
      'request.ambiguous-disks',
    ],
  ])('is refused when %s', (_title, disks, code) => {
    expect(() => findKept(GROUP, disks)).toThrow(expect.objectContaining({ code }));
  });

  it('is refused when the number of its disks is not the one that was given', () => {
    const select = { kind: 'hdd', count: 2 } as const;
    expect(() => findKept({ ...GROUP, select }, [member('sda')])).toThrow(/1 fit the selector/);
  });
});

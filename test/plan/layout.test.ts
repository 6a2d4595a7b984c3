import { describe, expect, it } from '@jest/globals';
import type { LayoutRequest } from '../../src/domain/layout.ts';
import { type LayoutInput, layOut } from '../../src/plan/layout.ts';
import { makeDisk, makeHdd } from './make.ts';

const GIB = 2 ** 30;
const NVME = [makeDisk({ name: 'nvme0n1' }), makeDisk({ name: 'nvme1n1' })];
const HDD = [makeHdd('sda', { sizeBytes: 4000 * GIB }), makeHdd('sdb', { sizeBytes: 4000 * GIB })];

function input(request: Partial<LayoutRequest>, fields: Partial<LayoutInput> = {}): LayoutInput {
  return {
    request: {
      preset: 'single-ext4',
      system: {},
      data: [],
      espSizeMib: 1024,
      swapSizeMib: 0,
      ...request,
    },
    chosen: { system: NVME.slice(0, 1), data: [], kept: [] },
    hostname: 'web-1',
    architecture: 'x86_64',
    ...fields,
  };
}

function shape(layout: ReturnType<typeof layOut>) {
  return layout.disks.map((disk) => [
    disk.name,
    ...disk.partitions.map((part) => `${part.number} ${part.name} ${part.sizeMib} ${part.gptType}`),
  ]);
}

describe('layouts', () => {
  it('lays out one disk for BIOS and UEFI alike', () => {
    expect(shape(layOut(input({})))).toEqual([
      ['main', '1 bios 1 EF02', '2 esp 1024 EF00', '3 root null 8300'],
    ]);
  });

  it('has no BIOS partition on aarch64, and swap before the root', () => {
    expect(shape(layOut(input({ swapSizeMib: 2048 }, { architecture: 'aarch64' })))).toEqual([
      ['main', '1 esp 1024 EF00', '2 swap 2048 8200', '3 root null 8300'],
    ]);
  });

  it('mirrors all that a machine needs to start, and its data', () => {
    const data = [{ select: {}, mountpoint: '/var/lib', preset: 'mirror-ext4' as const }];
    const layout = layOut(
      input(
        { preset: 'mirror-ext4', swapSizeMib: 8192, data },
        { chosen: { system: NVME, data: [HDD], kept: [] } },
      ),
    );
    const member = ['1 bios 1 EF02', '2 esp 1024 EF00', '3 swap 8192 FD00', '4 root null FD00'];
    expect(shape(layout)).toEqual([
      ['nvme0', ...member],
      ['nvme1', ...member],
      ['hdd0', '1 data null FD00'],
      ['hdd1', '1 data null FD00'],
    ]);
    expect(
      layout.arrays.map(({ name, metadata, hasBitmap, assumesClean, memberCount, content }) => [
        name,
        metadata,
        hasBitmap,
        assumesClean,
        memberCount,
        content.kind === 'filesystem' ? `${content.format} ${content.mountpoint}` : content.kind,
      ]),
    ).toEqual([
      ['boot', '1.0', false, true, 2, 'vfat /boot'],
      ['swap', '1.2', false, true, 2, 'swap'],
      ['root', '1.2', true, true, 2, 'ext4 /'],
      ['varlib', '1.2', true, false, 2, 'ext4 /var/lib'],
    ]);
  });

  it('keeps array names apart from each other and from its own', () => {
    const data = ['/root', '/data/', '/d-a-t-a', '/da.ta'].map((mountpoint) => ({
      select: {},
      mountpoint: mountpoint.replace(/\/$/, ''),
      preset: 'mirror-ext4' as const,
    }));
    const chosen = {
      system: NVME,
      data: data.map((_, index) => [makeHdd(`a${index}`), makeHdd(`b${index}`)]),
      kept: [],
    };
    const layout = layOut(input({ preset: 'mirror-ext4', data }, { chosen }));
    expect(layout.arrays.map((array) => array.name)).toEqual([
      'boot',
      'root',
      'root2',
      'data',
      'data2',
      'data3',
    ]);
  });

  it('gives the same partitions the same GUIDs, and all others their own', () => {
    const guids = (hostname: string) =>
      layOut(
        input(
          { preset: 'mirror-ext4' },
          { chosen: { system: NVME, data: [], kept: [] }, hostname },
        ),
      ).disks.flatMap((disk) => disk.partitions.map((part) => part.uuid));
    expect(guids('a')).toEqual(guids('a'));
    expect(new Set([...guids('a'), ...guids('b')]).size).toBe(12);
    for (const guid of guids('a')) {
      expect(guid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }
  });

  it.each<[string, Partial<LayoutRequest>, number, RegExp]>([
    [
      'a root that does not fit',
      { espSizeMib: 1024 },
      3 * GIB,
      /of 3 GiB: 1027 MiB go to fixed partitions, which leaves 2045 MiB where at least 2048 MiB/,
    ],
    ['swap that leaves nothing', { swapSizeMib: 600 * 1024 }, 512 * GIB, /leaves -91139 MiB/],
    [
      'an EFI partition without room for a kernel',
      { espSizeMib: 64 },
      512 * GIB,
      /64 MiB were asked for/,
    ],
  ])('refuses %s, with the numbers', (_title, request, sizeBytes, message) => {
    const chosen = { system: [makeDisk({ name: 'vda', sizeBytes })], data: [], kept: [] };
    expect(() => layOut(input(request, { chosen }))).toThrow(message);
    expect(() => layOut(input(request, { chosen }))).toThrow(
      expect.objectContaining({ code: 'request.layout-impossible' }),
    );
  });

  it.each([
    ['/srv', '/srv'],
    ['/boot'],
    ['/'],
    ['/nix/store'],
    ['srv'],
    ['/a/../etc'],
    ['/a//b'],
    ['/a b'],
    ['/a/'],
    ['/run/x'],
    ['/x;y'],
  ])('refuses to mount data at %j %j', (...mountpoints: readonly string[]) => {
    const data = mountpoints.map((mountpoint) => ({
      select: {},
      mountpoint,
      preset: 'single-ext4' as const,
    }));
    const chosen = {
      system: NVME.slice(0, 1),
      data: mountpoints.map((_, index) => [makeHdd(`x${index}`)]),
      kept: [],
    };
    expect(() => layOut(input({ data }, { chosen }))).toThrow(/mount point/);
  });
});

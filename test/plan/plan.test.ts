import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { errorCode } from '../../src/domain/error.ts';
import type { Disk, Facts } from '../../src/domain/facts.ts';
import type { LayoutRequest } from '../../src/domain/layout.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { generateFlake } from '../../src/generate/flake.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { factsOf, INPUTS, requestFor } from '../generate/examples.ts';
import { anyDisks, anyFitting, anyLayout } from './any.ts';
import { makeDisk, makeFacts, makeHdd } from './make.ts';

const GIB = 2 ** 30;
const MIRRORS = requestFor('db-1', {
  preset: 'mirror-ext4',
  system: { kind: 'nvme' },
  data: [{ select: { kind: 'hdd' }, mountpoint: '/var/lib', preset: 'mirror-ext4' }],
});

/** The same machine after another boot: other kernel names, another order, another time. */
function rebooted(facts: Facts): Facts {
  const swap: Readonly<Record<string, string>> = {
    nvme0n1: 'nvme1n1',
    nvme1n1: 'nvme0n1',
    sda: 'sdb',
    sdb: 'sda',
  };
  const text = JSON.stringify({ ...facts, disks: [...facts.disks].reverse() });
  const renamed: Facts = JSON.parse(
    text.replaceAll(
      /"(\/dev\/)?(nvme[01]n1|sd[ab])(p?\d*)"/g,
      (_all, dev = '', name: string, rest: string) => `"${dev}${swap[name]}${rest}"`,
    ),
  );
  const links = renamed.links.map((link) => ({
    ...link,
    name: link.name === 'eth0' ? 'enp1s0' : link.name,
  }));
  const routes = renamed.routes.map((route) => ({
    ...route,
    link: route.link === 'eth0' ? 'enp1s0' : route.link,
  }));
  const system = { ...facts.system, bootId: 'another', uptimeSeconds: 9, hostname: 'other' };
  return { ...renamed, links, routes, system, memoryAvailableMib: 1 };
}

describe('a plan', () => {
  it('names the disks that will be wiped and what will be lost', () => {
    const plan = planMachine(MIRRORS, factsOf('metal-rescue'), INPUTS);
    expect(plan.disksToWipe.map((disk) => disk.serial)).toEqual([
      'S676NX0T612345',
      'S676NX0T612399',
      '71R0A0DXFVX1',
      '71R0A0DXFVX2',
    ]);
    expect(plan.disksToWipe[0]?.contents).toContain('part3 raid1 ext4 952 GiB');
    expect(plan.bytesToWipe).toBe(2 * 1024209543168 + 2 * 16000900661248);
    expect(plan.disksLeftAlone).toEqual([]);
  });

  it('is the same after another boot, save for the names that comments hold', () => {
    const facts = factsOf('metal-rescue');
    const before = planMachine(MIRRORS, facts, INPUTS);
    const after = planMachine(MIRRORS, rebooted(facts), INPUTS);
    expect(after.digest).toBe(before.digest);
    expect(after.layout).toEqual(before.layout);
    expect(after.disksToWipe).toEqual(before.disksToWipe);
    expect(after.network.links[0]?.measuredName).toBe('enp1s0');
  });

  it('has another digest when anything else differs', () => {
    const facts = factsOf('cloud-rescue');
    const digests = [
      planMachine(requestFor('web-1', {}), facts, INPUTS),
      planMachine(requestFor('web-2', {}), facts, INPUTS),
      planMachine(requestFor('web-1', { swapSizeMib: 512 }), facts, INPUTS),
      planMachine(requestFor('web-1', {}, ['{ }']), facts, INPUTS),
      planMachine(requestFor('web-1', {}), { ...facts, firmware: 'bios' }, INPUTS),
      planMachine(requestFor('web-1', {}), facts, { ...INPUTS, diskoUrl: 'github:x/disko' }),
    ].map((plan) => plan.digest);
    expect(new Set(digests).size).toBe(digests.length);
    for (const digest of digests) expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });

  it('refuses to wipe half of an array', () => {
    const request = requestFor('db-1', { system: { serials: ['S676NX0T612345'] } });
    expect(() => planMachine(request, factsOf('metal-rescue'), INPUTS)).toThrow(
      expect.objectContaining({ code: 'machine.disk-shared' }),
    );
  });

  it('leaves the other disks of the lab alone', () => {
    const request = requestFor('lab', {
      preset: 'mirror-ext4',
      system: { kind: 'nvme' },
      espSizeMib: 512,
    });
    const plan = planMachine(request, factsOf('rescue-bios'), INPUTS);
    expect(plan.disksLeftAlone.map((disk) => disk.serial)).toEqual(['ZGY0LAB1', 'ZGY0LAB2']);
  });

  it('of 24 disks is made, flake and all (npm run bench -- plans tells how fast)', () => {
    const nvme = Array.from({ length: 12 }, (_, index) => makeDisk({ name: `nvme${index}n1` }));
    const hdd = Array.from({ length: 12 }, (_, index) =>
      makeHdd(`sd${String.fromCharCode(97 + index)}`, { sizeBytes: 8000 * GIB }),
    );
    const request = requestFor('big', {
      preset: 'mirror-ext4',
      system: { kind: 'nvme', count: 12 },
      data: [{ select: { kind: 'hdd', count: 12 }, mountpoint: '/srv', preset: 'mirror-ext4' }],
    });
    const facts = makeFacts({ disks: [...nvme, ...hdd] });
    const plan = planMachine(request, facts, INPUTS);
    expect(plan.disksToWipe).toHaveLength(24);
    expect(generateFlake(plan, facts).map(({ path }) => path)).toContain('disko.nix');
  });
});

/** The plan, or null where it was refused with one of our own codes; anything else fails the test. */
function planOrRefusal(
  layout: LayoutRequest,
  disks: readonly Disk[],
  architecture: 'x86_64' | 'aarch64',
): Plan | null {
  try {
    return planMachine(requestFor('any', layout), makeFacts({ disks, architecture }), INPUTS);
  } catch (error) {
    expect(errorCode(error)).toMatch(/^request\.(no-such-disk|ambiguous-disks|layout-impossible)$/);
    return null;
  }
}

describe('any plan that is not refused', () => {
  const architecture = fc.constantFrom('x86_64', 'aarch64');
  let made = 0;

  it('names only planned disks, fits them, boots from each member and is the same in any order', () => {
    fc.assert(
      fc.property(
        fc.oneof(anyFitting, fc.record({ layout: anyLayout, disks: anyDisks })),
        architecture,
        fc.infiniteStream(fc.nat()),
        ({ layout, disks }, arch, stream) => {
          const plan = planOrRefusal(layout, disks, arch);
          const shuffled = disks
            .map((disk) => ({ disk, key: stream.next().value ?? 0 }))
            .sort((a, b) => a.key - b.key)
            .map((entry) => entry.disk);
          const again = planOrRefusal(layout, shuffled, arch);
          expect(again?.digest).toBe(plan?.digest);
          if (plan === null) return;
          made += 1;
          expectSound(plan, disks, arch);
        },
      ),
      { numRuns: 2000, seed: 20261122 },
    );
    expect(made).toBeGreaterThan(700);
  });
});

function expectSound(plan: Plan, disks: readonly Disk[], architecture: string): void {
  const planned = plan.disksToWipe.map((disk) => disk.device);
  expect(new Set(planned).size).toBe(planned.length);
  expect(plan.layout.disks.map((disk) => disk.device)).toEqual(planned);
  const text =
    generateFlake(plan, makeFacts({ disks })).find((file) => file.path === 'disko.nix')?.text ?? '';
  expect([...text.matchAll(/"(\/dev\/[^"]+)"/g)].map((match) => match[1])).toEqual(planned);
  for (const disk of disks) {
    const isPlanned = planned.includes(`/dev/disk/by-id/${disk.byId}`);
    const mayBe =
      disk.transport !== 'usb' &&
      !disk.isReadOnly &&
      disk.smart !== 'failing' &&
      disk.byId !== null;
    expect(isPlanned && !mayBe).toBe(false);
    expect(text.includes(disk.serial ?? 'none')).toBe(isPlanned);
  }
  for (const disk of plan.layout.disks) {
    const fixed = disk.partitions.reduce((sum, part) => sum + (part.sizeMib ?? 0), 0);
    expect(disk.sizeBytes - fixed * 2 ** 20).toBeGreaterThanOrEqual(256 * 2 ** 20);
    expect(disk.partitions.map((part) => part.number)).toEqual(
      disk.partitions.map((_, index) => index + 1),
    );
    expect(disk.partitions.slice(0, -1).every((part) => part.sizeMib !== null)).toBe(true);
  }
  for (const array of plan.layout.arrays) {
    const members = plan.layout.disks.filter((disk) =>
      disk.partitions.some(
        (part) => part.content.kind === 'raid-member' && part.content.array === array.name,
      ),
    );
    expect(members).toHaveLength(array.memberCount);
    if (array.name !== 'boot') continue;
    for (const member of members) {
      const types = member.partitions.map((part) => part.gptType);
      expect(types).toContain('EF00');
      expect(types.includes('EF02')).toBe(architecture === 'x86_64');
    }
  }
  for (const group of plan.layout.volumeGroups) {
    const fixed = group.volumes.reduce((sum, volume) => sum + (volume.sizeMib ?? 0), 0);
    expect(groupCapacityMib(plan) - fixed).toBeGreaterThanOrEqual(2048);
  }
  const guids = plan.layout.disks.flatMap((disk) => disk.partitions.map((part) => part.uuid));
  expect(new Set(guids).size).toBe(guids.length);
  const isRedundant = plan.layout.disks.filter((disk) => disk.partitions.length > 1).length > 1;
  expect(plan.layout.arrays.some((array) => array.name === 'boot')).toBe(isRedundant);
  const names = [...plan.layout.disks, ...plan.layout.arrays].map((part) => part.name);
  for (const name of names) expect(name).toMatch(/^[a-z0-9-]{1,12}$/);
}

/** Of the system's group: the rest of each of its disks, as often as the level of its array holds it. */
function groupCapacityMib({ layout }: Plan): number {
  const members = layout.disks.filter((disk) => disk.partitions.some((one) => one.name === 'esp'));
  const rests = members.map(({ sizeBytes, partitions }) => {
    const fixed = partitions.reduce((sum, one) => sum + (one.sizeMib ?? 0), 0);
    return sizeBytes / 2 ** 20 - fixed;
  });
  const level = layout.arrays.find((array) => array.name === 'root')?.level ?? 1;
  const times = { 0: members.length, 1: 1, 10: members.length / 2 }[level];
  return Math.min(...rests) * times;
}

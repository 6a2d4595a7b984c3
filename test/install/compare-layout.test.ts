import { describe, expect, it } from '@jest/globals';
import type { BlockContent, Disk, Facts } from '../../src/domain/facts.ts';
import { compareLayout, plannedMounts, seenMounts } from '../../src/install/compare-layout.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { INPUTS, requestFor } from '../generate/examples.ts';
import { makeBlock, makeDisk, makeFacts, makeHdd } from '../plan/make.ts';
import { exampleFacts, examplePlan, factsAsPlanned } from '../support/example-plan.ts';

const plan = examplePlan('metal-mirrors');
const before = exampleFacts('metal-mirrors');
const asPlanned = factsAsPlanned(plan, before, '/mnt');

function changeDisk(facts: Facts, index: number, change: (disk: Disk) => Disk): Facts {
  return { ...facts, disks: facts.disks.map((disk, at) => (at === index ? change(disk) : disk)) };
}

describe('compareLayout', () => {
  it('has nothing to say about disks that are as planned, in the installer and installed', () => {
    expect(compareLayout(plan, asPlanned, '/mnt')).toEqual([]);
    expect(compareLayout(plan, factsAsPlanned(plan, before, ''), '')).toEqual([]);
  });

  it('does not mind in which order the kernel found the disks', () => {
    const turned = { ...asPlanned, disks: asPlanned.disks.toReversed() };
    expect(compareLayout(plan, turned, '/mnt')).toEqual([]);
  });

  it('names every partition and mount that is missing on untouched disks', () => {
    const differences = compareLayout(plan, before, '/mnt');
    for (const { device, partitions } of plan.layout.disks) {
      for (const { number, name } of partitions) {
        expect(differences).toContain(`partition ${number} (${name}) of ${device} is missing`);
      }
    }
    expect(differences).toContain('/mnt/var/lib is not mounted from a planned disk');
  });

  it('notices a disk that was exchanged', () => {
    const exchanged = changeDisk(asPlanned, 0, (disk) => ({ ...disk, serial: 'OTHER' }));
    expect(compareLayout(plan, exchanged, '/mnt').length).toBeGreaterThan(0);
  });

  it('notices a partition that holds something else', () => {
    const [first] = asPlanned.disks;
    const wrong = changeDisk(asPlanned, 0, (disk) => ({
      ...disk,
      children: disk.children.map((child) => ({ ...child, signature: 'xfs' })),
    }));
    const differences = compareLayout(plan, wrong, '/mnt');
    expect(differences.join()).toContain('holds xfs instead of linux_raid_member');
    expect(first?.children.length).toBeGreaterThan(0);
  });

  it('notices a mirror that runs on one of its disks', () => {
    const lame = changeDisk(asPlanned, 0, (disk) => ({
      ...disk,
      children: disk.children.map((child) => ({ ...child, children: [] })),
    }));
    expect(compareLayout(plan, lame, '/mnt').join()).toMatch(
      /\/mnt lies on \S+ instead of \S+, \S+/,
    );
  });

  it('notices the old root still being the root', () => {
    expect(compareLayout(plan, asPlanned, '').join()).toContain('/ is not mounted');
  });
});

describe('encrypted disks', () => {
  const sealed = planMachine(
    requestFor('x', { preset: 'single-ext4', hasLuks: true }),
    makeFacts({ disks: [makeDisk({ name: 'nvme0n1' })] }),
    INPUTS,
  );
  const opened = makeBlock({ path: '/dev/mapper/crypt-root', type: 'crypt', signature: 'ext4' });
  const factsWith = (child: BlockContent) =>
    makeFacts({ disks: [makeDisk({ name: 'nvme0n1', children: [child] })] });
  const luks = { path: '/dev/nvme0n1p3', type: 'part', signature: 'crypto_LUKS' };
  const said = (facts: Facts) => compareLayout(sealed, facts, '').join();

  it('are missed where they are not there under their names', () => {
    const plain = factsWith(makeBlock({ ...luks, signature: 'ext4' }));
    expect(said(plain)).toContain('/dev/mapper/crypt-root is not an opened LUKS disk');
    const closed = factsWith(makeBlock(luks));
    expect(said(closed)).toContain('/dev/mapper/crypt-root is not an opened LUKS disk');
  });

  it('are found where LUKS was opened under their names', () => {
    const facts = factsWith(makeBlock({ ...luks, children: [opened] }));
    expect(said(facts)).not.toContain('LUKS disk');
  });
});

describe('plannedMounts and seenMounts', () => {
  it('agree on the disks below each mount', () => {
    const seen = seenMounts(factsAsPlanned(plan, before, ''));
    for (const { mountpoint, serials } of plannedMounts(plan)) {
      expect(seen.get(mountpoint)?.serials).toEqual(serials);
    }
    expect(
      plannedMounts(plan)
        .map(({ mountpoint }) => mountpoint)
        .sort(),
    ).toEqual(['/', '/boot', '/var/lib']);
  });
});

describe('planned mounts in layers', () => {
  it('are traced through volumes, LUKS and arrays down to every disk', () => {
    const disks = ['nvme0n1', 'nvme1n1'].map((name) => makeDisk({ name }));
    const request = requestFor('x', {
      preset: 'mirror-btrfs',
      hasLuks: true,
      hasLvm: true,
      swapSizeMib: 1024,
    });
    const layered = planMachine(request, makeFacts({ disks }), INPUTS);
    const both = ['S-nvme0n1', 'S-nvme1n1'];
    expect(plannedMounts(layered)).toEqual(
      ['/boot', '/', '/home', '/nix', '/var/log'].map((mountpoint) => ({
        mountpoint,
        serials: both,
      })),
    );
  });

  it('include what was kept once the system runs, and not while it is installed', () => {
    const uuid = '0b0a6d3e-7e5e-4a43-9d0c-3f0d7e5b6a11';
    const filesystem = makeBlock({ path: '/dev/sda1', signature: 'ext4', uuid });
    const disks = [makeDisk({ name: 'nvme0n1' }), makeHdd('sda', { children: [filesystem] })];
    const data = [{ select: { kind: 'hdd' }, mountpoint: '/srv', keep: true } as const];
    const facts = makeFacts({ disks });
    const keeping = planMachine(requestFor('x', { data }), facts, INPUTS);
    const missing = '/srv is not mounted from a planned disk';
    expect(compareLayout(keeping, facts, '')).toContain(missing);
    expect(compareLayout(keeping, facts, '/mnt')).not.toContain(`/mnt${missing}`);
  });

  it('may lie on planned disks and on kept ones, where a module divides the disks', () => {
    const uuid = '0b0a6d3e-7e5e-4a43-9d0c-3f0d7e5b6a11';
    const on = (path: string, mountpoint: string, fields: Partial<BlockContent> = {}) =>
      makeBlock({ path, signature: 'ext4', mountpoints: [mountpoint], ...fields });
    const disks = (root: string, data: string) => [
      makeDisk({ name: 'nvme0n1', children: [on('/dev/nvme0n1p2', root)] }),
      makeHdd('sda', { children: [on('/dev/sda1', data, { uuid })] }),
    ];
    const data = [{ select: { kind: 'hdd' }, mountpoint: '/srv', keep: true } as const];
    const layout = { module: '{ }', system: { kind: 'nvme' } as const, data };
    const divided = planMachine(
      requestFor('x', layout),
      makeFacts({ disks: disks('/old', '/srv') }),
      INPUTS,
    );
    const seen = (root: string) => makeFacts({ disks: disks(root, '/srv') });
    expect(compareLayout(divided, seen('/'), '')).toEqual([]);
    expect(compareLayout(divided, seen('/elsewhere'), '')).toEqual([
      '/ is not mounted from a planned disk',
    ]);
  });
});

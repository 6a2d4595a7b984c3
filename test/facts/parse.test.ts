import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseFacts } from '../../src/facts/parse.ts';

function output(name: string): string {
  return readFileSync(new URL(`../fixtures/probe/${name}.txt`, import.meta.url), 'utf8');
}

describe('facts of a whole machine', () => {
  it('knows the rescue machine of the lab, whose disks came in another order than their names', () => {
    const facts = parseFacts(output('rescue-bios'));
    expect(facts).toMatchObject({ architecture: 'x86_64', firmware: 'bios', isVirtual: true });
    expect(facts.disks.map((disk) => [disk.name, disk.kind, disk.transport, disk.byId])).toEqual([
      ['nvme0n1', 'nvme', 'nvme', 'nvme-QEMU_NVMe_Ctrl_S64HNE0LAB00001'],
      ['nvme1n1', 'nvme', 'nvme', 'nvme-QEMU_NVMe_Ctrl_S64HNE0LAB00002'],
      ['sda', 'hdd', 'scsi', 'scsi-0QEMU_ST4000NM-LAB_ZGY0LAB1'],
      ['sdb', 'hdd', 'scsi', 'scsi-0QEMU_ST4000NM-LAB_ZGY0LAB2'],
    ]);
    expect(facts.routes.filter((route) => route.destination === 'default')).toHaveLength(3);
    expect(facts.system).toMatchObject({
      hostname: 'rescue',
      osId: 'debian',
      rootFsType: 'rootfs',
    });
  });

  it('knows UEFI when it sees it', () => {
    expect(parseFacts(output('rescue-uefi')).firmware).toBe('uefi');
  });

  it('sees arrays below each of their members', () => {
    const { disks } = parseFacts(output('installer-after-disko-raid'));
    const roots = disks.flatMap((disk) =>
      disk.children.flatMap((part) =>
        part.children.filter((array) => array.mountpoints.includes('/mnt')),
      ),
    );
    expect(roots.map((array) => [array.path, array.type, array.signature])).toEqual([
      ['/dev/md125', 'raid1', 'ext4'],
      ['/dev/md125', 'raid1', 'ext4'],
    ]);
  });

  it('leaves out the optical drive of a cloud machine and the empty USB disk of a server', () => {
    expect(parseFacts(output('cloud-rescue')).disks.map((disk) => disk.name)).toEqual(['sda']);
    const metal = parseFacts(output('metal-rescue'));
    expect(metal.disks.map((disk) => disk.name)).toEqual(['nvme0n1', 'nvme1n1', 'sda', 'sdb']);
    expect(metal.disks.map((disk) => disk.smart)).toEqual(['passed', 'passed', 'passed', 'passed']);
    expect(metal).toMatchObject({ isVirtual: false, product: 'X570D4U' });
  });

  it.each(['system', 'firmware', 'lsblk', 'addresses', 'memory', 'end'])(
    'refuses output without the section %s',
    (name) => {
      const cut = output('cloud-rescue').replace(`=== ${name}\n`, '=== other\n');
      expect(() => parseFacts(cut)).toThrow(
        expect.objectContaining({ code: 'machine.facts-unreadable' }),
      );
    },
  );

  it('refuses empty output and says that nothing was seen', () => {
    expect(() => parseFacts('')).toThrow(/no section at all/);
  });
});

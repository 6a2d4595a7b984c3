import { describe, expect, it } from '@jest/globals';
import { qemuCommand } from '../lab/images/qemu-command.ts';
import type { LabImages } from '../lab/images.ts';
import type { MachineSpec } from '../lab/machine.ts';

const images: LabImages = {
  dir: '/i',
  kernel: '/i/vmlinuz',
  rescueInitrd: '/i/rescue.initrd',
  stockDisk: '/i/stock.raw',
  stockInitrd: '/i/stock.initrd',
  installerTarball: '/i/installer.tar.gz',
  nixpkgsTarball: '/i/nixpkgs.tar.gz',
  diskoTarball: '/i/disko.tar.gz',
  qemuTree: '/i/qemu',
};
const disk = { kind: 'nvme', serial: 'S1', sizeGib: 4 } as const;
const original: MachineSpec = {
  name: 'web-1',
  address: '127.0.0.2',
  dir: '/m/web-1',
  firmware: 'bios',
  disks: [disk],
};

function start(spec: MachineSpec) {
  const disks = [{ file: '/m/web-1/disk0.raw', disk }];
  return qemuCommand({ spec, images, disks, nvram: '/m/n', consoleLog: '/m/c' });
}

describe('the command that starts a machine', () => {
  it('lets a machine write to its own disks', () => {
    expect(start(original).args.join(' ')).toMatch(/file=\/m\/web-1\/disk0\.raw/);
    expect(start(original).args.join(' ')).not.toContain('snapshot=on');
  });

  it('keeps what a copy writes in the folder of the copy', () => {
    const { args, env } = start({ ...original, dir: '/m/copy', copiedFrom: '/m/web-1' });
    expect(args.join(' ')).toMatch(/snapshot=on,file=\/m\/web-1\/disk0\.raw/);
    expect(env.TMPDIR).toBe('/m/copy');
  });
});

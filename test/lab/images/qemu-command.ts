/** The command line that starts a lab machine: one pure function from what it is to what QEMU is told. */
import path from 'node:path';
import type { LabImages } from '../images.ts';
import type { MachineSpec } from '../machine.ts';

/** One start of a machine. */
export interface QemuStart {
  readonly spec: MachineSpec;
  readonly images: LabImages;
  /** The disks that are in the machine this time, in spec order. */
  readonly disks: readonly { readonly file: string; readonly disk: MachineSpec['disks'][number] }[];
  /** Set to start this kernel instead of the boot loader of a disk. */
  readonly kernel?: { readonly initrd: string };
  /** Writable copy of the firmware's variables; needed for UEFI. */
  readonly nvram: string;
  readonly consoleLog: string;
}

/** Without what says that bytes are moved fast one by one: emulated they are not, and kernel and libc would do so. */
const PROCESSOR = 'max,-erms,-fsrm';
const MEMORY_MIB = 1536;
const DEFAULT_MAC = '52:54:00:12:34:56';
const KERNEL_ARGUMENTS = 'console=ttyS0 quiet net.ifnames=0 panic=10 mitigations=off';
/** What a crash of the host may lose does not matter here; writes are held in memory. */
const DRIVE = 'format=raw,cache=unsafe,discard=unmap,detect-zeroes=unmap,if=none';

/** Program, arguments and environment of QEMU out of the unpacked Debian tree, run by that tree's own loader. */
export function qemuCommand(start: QemuStart): {
  program: string;
  args: string[];
  env: Record<string, string>;
} {
  const tree = start.images.qemuTree;
  const libraries = path.join(tree, 'usr/lib/x86_64-linux-gnu');
  const data = ['usr/share/qemu', 'usr/share/seabios', 'usr/lib/ipxe/qemu'];
  return {
    // The kernel ends QEMU when this process is gone, however it went.
    program: 'setpriv',
    args: [
      ...['--pdeathsig', 'KILL', '--', path.join(tree, 'lib64/ld-linux-x86-64.so.2')],
      ...['--library-path', libraries, path.join(tree, 'usr/bin/qemu-system-x86_64')],
      ...data.flatMap((folder) => ['-L', path.join(tree, folder)]),
      ...machineArguments(start),
      ...networkArguments(start.spec),
      ...firmwareArguments(start),
      ...diskArguments(start),
      ...kernelArguments(start),
    ],
    // Where a copy keeps what it writes, until it ends.
    env: { QEMU_MODULE_DIR: path.join(libraries, 'qemu'), TMPDIR: path.resolve(start.spec.dir) },
  };
}

function machineArguments({ spec, consoleLog }: QemuStart): string[] {
  return [
    ...['-name', spec.name, '-machine', 'q35', '-accel', 'tcg,thread=multi', '-cpu', PROCESSOR],
    ...['-smp', '1', '-m', String(spec.memoryMib ?? MEMORY_MIB)],
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot'],
    ...['-chardev', `file,id=console,path=${consoleLog},append=on`, '-serial', 'chardev:console'],
    ...['-chardev', 'stdio,id=control,signal=off', '-mon', 'chardev=control,mode=control'],
    ...['-device', 'virtio-rng-pci'],
    ...['-smbios', `type=1,manufacturer=Hetzner-LAB,product=vServer-LAB,serial=${spec.name}`],
  ];
}

function networkArguments({ address, mac, ipv6 }: MachineSpec): string[] {
  // ipv6=on alone would turn IPv4 off.
  const families = `ipv4=on,ipv6=${ipv6 ? 'on' : 'off'}`;
  return [
    ...['-netdev', `user,id=net0,${families},${forwards(address)}`],
    ...['-device', `virtio-net-pci,netdev=net0,mac=${mac ?? DEFAULT_MAC}`],
  ];
}

/** SSH of the system, and that of an initrd that waits to be unlocked. */
function forwards(address: string): string {
  return [22, 2222].map((port) => `hostfwd=tcp:${address}:${port}-:${port}`).join(',');
}

function firmwareArguments({ spec, images, nvram }: QemuStart): string[] {
  if (spec.firmware === 'bios') return [];
  const code = path.join(images.qemuTree, 'usr/share/OVMF/OVMF_CODE_4M.fd');
  return [
    ...['-drive', `if=pflash,format=raw,readonly=on,file=${code}`],
    ...['-drive', `if=pflash,format=raw,file=${nvram}`],
  ];
}

function diskArguments({ disks, spec }: QemuStart): string[] {
  const bus = disks.some(({ disk }) => disk.kind === 'scsi')
    ? ['-device', 'virtio-scsi-pci,id=scsi']
    : [];
  const each = disks.flatMap(({ file, disk }, index) => {
    // An index of QEMU's is put before all that the guest has in its own boot order.
    const place = spec.keepsBootOrder === true ? '' : `,bootindex=${index + 1}`;
    const common = `drive=disk${index},serial=${disk.serial}${place}`;
    const device =
      disk.kind === 'nvme'
        ? // dbcs=off: shadow doorbells were suspected of lost commands under emulation.
          `nvme,${common},dbcs=off`
        : `scsi-hd,bus=scsi.0,${common}${disk.model ? `,product=${disk.model}` : ''}`;
    const drive = spec.copiedFrom === undefined ? DRIVE : `${DRIVE},snapshot=on`;
    return ['-drive', `${drive},file=${file},id=disk${index}`, '-device', device];
  });
  return [...bus, ...each];
}

function kernelArguments({ images, kernel }: QemuStart): string[] {
  return kernel
    ? ['-kernel', images.kernel, '-initrd', kernel.initrd, '-append', KERNEL_ARGUMENTS]
    : [];
}

/**
 * One QEMU machine of the lab: power, disks, console, and what it boots. It behaves as a rented machine does: a
 * rescue or image boot is for one start only, and whatever restarts the guest afterwards starts it from its disks.
 */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { type LayerFile, packLayer } from './images/initrd-layer.ts';
import { qemuCommand } from './images/qemu-command.ts';
import { type RunningQemu, startQemu } from './images/qemu-process.ts';
import type { LabImages } from './images.ts';

/** What a machine starts from, once. */
export type BootSource =
  | { readonly kind: 'disk' }
  | { readonly kind: 'rescue'; readonly authorizedKeys: readonly string[] }
  | {
      /** First boot of a fresh stock image, which is put on the first disk unless it was before. */
      readonly kind: 'image';
      /** A `#cloud-config` document, as given to the API. */
      readonly userData?: string;
      readonly authorizedKeys: readonly string[];
      readonly hostname: string;
    };

/** A disk of a lab machine. */
export interface DiskSpec {
  readonly kind: 'nvme' | 'scsi';
  readonly serial: string;
  /** Shown by SCSI disks only; QEMU's NVMe has one fixed model. */
  readonly model?: string;
  readonly sizeGib: number;
}

/** What a machine is; fixed for its life. */
export interface MachineSpec {
  readonly name: string;
  /** A loopback address of the host (127.x.y.z; `::1` where it has no IPv4); its port 22 is the guest's. */
  readonly address: string;
  /** Folder for disks, firmware variables and the console log; made when missing. */
  readonly dir: string;
  readonly firmware: 'bios' | 'uefi';
  /** The host's when absent; only played machines may be of another. */
  readonly architecture?: 'x86_64' | 'aarch64';
  /** In boot order. */
  readonly disks: readonly DiskSpec[];
  readonly memoryMib?: number;
  readonly mac?: string;
  readonly ipv6?: boolean;
  /** UEFI starts what its own variables say, network cards too; else disks alone, whatever they say. */
  readonly keepsBootOrder?: boolean;
  /** Folder of a machine that is off: its disks and firmware are begun with, and nothing is written to them. */
  readonly copiedFrom?: string;
}

/** A lab machine; every method may be called in any state. */
export interface LabMachine {
  readonly spec: MachineSpec;
  power(): 'on' | 'off';
  /** Starts the machine, unless it is on. A reboot of the guest afterwards boots from disk. */
  powerOn(source: BootSource): Promise<void>;
  /** Pulls the plug; done when the machine is off. */
  powerOff(): Promise<void>;
  /** Takes a disk away, from the next boot on. */
  detachDisk(serial: string): void;
  /** Gives a disk back, from the next boot on. */
  attachDisk(serial: string): void;
  /** All that was written to the serial console since the machine was made. */
  consoleText(): string;
  /** Calls the listener each time the guest has restarted itself, before it comes up again. */
  onReboot(listener: () => void): void;
  /** Powers off and deletes disks, firmware variables and console log. */
  destroy(): Promise<void>;
}

/** What may be told to {@link createMachine} beyond the machine itself. */
export interface MachineOptions {
  /** Asked when the guest has restarted itself: what comes up next (default: the disk). A provider with a rescue system armed answers with it. */
  nextBoot?(): BootSource;
}

/** Makes a machine that is off, with empty disks; files of an earlier one in the same folder are deleted. */
export function createMachine(
  spec: MachineSpec,
  images: LabImages,
  { nextBoot = () => ({ kind: 'disk' }) }: MachineOptions = {},
): LabMachine {
  const files = machineFiles(spec);
  prepareFolder(spec, images, files);
  const detached = new Set<string>();
  const rebootListeners: (() => void)[] = [];
  let running: RunningQemu | undefined;
  let hasImage = false;
  let queue: Promise<unknown> = Promise.resolve();

  /** Starts and stops happen one after the other, in the order asked for. */
  function serially(change: () => Promise<void>): Promise<void> {
    const done = queue.then(change);
    queue = done.catch(() => {});
    return done;
  }

  async function start(source: BootSource): Promise<void> {
    if (running) return;
    if (source.kind === 'image' && !hasImage) {
      putImageOnDisk(images, files.disk(0), spec.disks[0]);
      hasImage = true;
    }
    if (source.kind !== 'disk') writeInitrd(source, images, files.initrd);
    const disks = spec.disks
      .map((disk, index) => ({ disk, file: files.disk(index) }))
      .filter(({ disk }) => !detached.has(disk.serial));
    const command = qemuCommand({
      ...{ spec, images, disks, nvram: files.nvram, consoleLog: files.consoleLog },
      ...(source.kind === 'disk' ? {} : { kernel: { initrd: files.initrd } }),
    });
    const started = await startQemu(command, files.errorLog);
    running = started;
    void started.ended.then((reason) => afterEnd(started, reason));
  }

  async function afterEnd(ended: RunningQemu, reason: string): Promise<void> {
    if (running !== ended) return;
    running = undefined;
    if (reason !== 'guest-reset') return;
    for (const listener of rebootListeners) listener();
    // A listener may have started the machine itself, with something else than the disk.
    await serially(() => start(nextBoot())).catch((error: unknown) =>
      appendFileSync(files.consoleLog, `\nlab: not started again: ${String(error)}\n`),
    );
  }

  async function stop(): Promise<void> {
    const stopping = running;
    running = undefined;
    await stopping?.kill();
  }

  return {
    spec,
    power: () => (running ? 'on' : 'off'),
    powerOn: (source) => serially(() => start(source)),
    powerOff: () => serially(stop),
    detachDisk: (serial) => void detached.add(serial),
    attachDisk: (serial) => void detached.delete(serial),
    consoleText: () => (existsSync(files.consoleLog) ? readFileSync(files.consoleLog, 'utf8') : ''),
    onReboot: (listener) => void rebootListeners.push(listener),
    destroy: async () => {
      await serially(stop);
      rmSync(spec.dir, { recursive: true, force: true });
    },
  };
}

interface MachineFiles {
  disk(index: number): string;
  readonly nvram: string;
  readonly consoleLog: string;
  readonly errorLog: string;
  readonly initrd: string;
}

function machineFiles({ dir, copiedFrom = dir }: MachineSpec): MachineFiles {
  const at = (name: string) => path.resolve(dir, name);
  return {
    disk: (index) => path.resolve(copiedFrom, `disk${index}.raw`),
    nvram: at('nvram.fd'),
    consoleLog: at('console.log'),
    errorLog: at('qemu.log'),
    initrd: at('initrd'),
  };
}

function prepareFolder(spec: MachineSpec, images: LabImages, files: MachineFiles): void {
  mkdirSync(spec.dir, { recursive: true });
  rmSync(files.consoleLog, { force: true });
  if (spec.copiedFrom !== undefined) {
    copyFileSync(path.join(spec.copiedFrom, path.basename(files.nvram)), files.nvram);
    return;
  }
  for (const [index, disk] of spec.disks.entries()) {
    writeFileSync(files.disk(index), '');
    truncateSync(files.disk(index), disk.sizeGib * 1024 ** 3);
  }
  copyFileSync(path.join(images.qemuTree, 'usr/share/OVMF/OVMF_VARS_4M.fd'), files.nvram);
}

function putImageOnDisk(images: LabImages, file: string, disk: DiskSpec | undefined): void {
  if (!disk) throw new Error('A machine without disks cannot be given a stock image.');
  execFileSync('cp', ['--sparse=always', images.stockDisk, file]);
  truncateSync(file, disk.sizeGib * 1024 ** 3);
}

function writeInitrd(
  source: Exclude<BootSource, { kind: 'disk' }>,
  images: LabImages,
  file: string,
): void {
  const layer: LayerFile[] = [
    {
      path: 'lab/authorized_keys',
      content: source.authorizedKeys.map((key) => `${key}\n`).join(''),
    },
  ];
  if (source.kind === 'image') {
    layer.push({ path: 'lab/hostname', content: `${source.hostname}\n` });
    layer.push({ path: 'lab/user-data', content: source.userData ?? '' });
  }
  const base = readFileSync(source.kind === 'rescue' ? images.rescueInitrd : images.stockInitrd);
  writeFileSync(file, Buffer.concat([base, packLayer(layer)]));
}

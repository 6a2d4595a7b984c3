/** A lab machine without QEMU: remembers what was done to it, and answers nothing on the network. */

import type { BootSource, LabMachine, MachineSpec } from './machine.ts';

/** A machine that tells what was done to it. */
export interface FakeMachine extends LabMachine {
  /** Everything that was booted, oldest first. */
  readonly boots: readonly BootSource[];
  /** Names of the methods that changed something, oldest first, with a disk's serial. */
  readonly acts: readonly string[];
  readonly isDestroyed: boolean;
  /** The guest restarts itself, as `reboot` in a shell does. */
  guestReboots(): void;
  /** The guest powers itself off. */
  guestPowersOff(): void;
  /** From now on, starting it fails with this message; null: it works again. */
  breakPower(message: string | null): void;
}

/** What a fake machine is. */
export interface FakeMachineOptions {
  readonly name: string;
  readonly address: string;
  /** Asked when the guest restarts itself; the disk when absent. */
  nextBoot?(): BootSource;
}

/** A machine that is off, with one disk. */
export function createFakeMachine(options: FakeMachineOptions): FakeMachine {
  const { name, address, nextBoot = () => ({ kind: 'disk' }) } = options;
  const spec: MachineSpec = {
    name,
    address,
    dir: '/nonexistent',
    firmware: 'bios',
    disks: [{ kind: 'scsi', serial: `${name}-disk`, sizeGib: 4 }],
  };
  const boots: BootSource[] = [];
  const acts: string[] = [];
  const listeners: (() => void)[] = [];
  let power: 'on' | 'off' = 'off';
  let isDestroyed = false;
  let fault: string | null = null;

  return {
    spec,
    boots,
    acts,
    get isDestroyed() {
      return isDestroyed;
    },
    power: () => power,
    async powerOn(source) {
      if (power === 'on') return;
      if (fault !== null) throw new Error(fault);
      acts.push('powerOn');
      boots.push(source);
      power = 'on';
    },
    async powerOff() {
      acts.push('powerOff');
      power = 'off';
    },
    detachDisk: (serial) => void acts.push(`detachDisk ${serial}`),
    attachDisk: (serial) => void acts.push(`attachDisk ${serial}`),
    consoleText: () => boots.map(({ kind }) => `booted from ${kind}\n`).join(''),
    onReboot: (listener) => void listeners.push(listener),
    async destroy() {
      acts.push('destroy');
      power = 'off';
      isDestroyed = true;
    },
    guestReboots() {
      for (const listener of listeners) listener();
      boots.push(nextBoot());
    },
    guestPowersOff() {
      power = 'off';
    },
    breakPower(message) {
      fault = message;
    },
  };
}

/** Makes the lab's machines, by QEMU or played: each with an address, a folder and a MAC of its own. */

import path from 'node:path';
import { MachineError } from '../../src/domain/error.ts';
import type { BootSource, LabMachine, MachineOptions, MachineSpec } from './machine.ts';
import { type AddressPool, macOf } from './network.ts';

/** What all machines of a lab share. */
export interface MachineFactoryParts {
  /** One kind of machine: `createMachine` of QEMU, or `createPlayedMachine`. */
  readonly make: (spec: MachineSpec, options: MachineOptions) => LabMachine;
  /** Every machine gets a folder in it. */
  readonly dir: string;
  readonly pool: AddressPool;
  /** Of machines that do not say it themselves. */
  readonly firmware: MachineSpec['firmware'];
  readonly log: (line: string) => void;
}

/** What one machine is to be. */
export interface MachineWish {
  /** Unique in the lab; the MAC address is made of it. */
  readonly number: number;
  readonly name: string;
  readonly disks: MachineSpec['disks'];
  readonly firmware?: MachineSpec['firmware'];
  readonly architecture?: MachineSpec['architecture'];
  /** One that was taken from the pool before; else the next free one. */
  readonly address?: string;
  readonly keepsBootOrder?: boolean;
  /** Somebody else gives the address back. */
  readonly keepsAddress?: boolean;
  /** One that is off: the new one has what its disks and firmware hold, and its MAC; what it writes ends with it. */
  readonly original?: MachineSpec;
  /** What comes up when the guest restarts itself; the disk when absent. */
  nextBoot?(): BootSource;
}

/** Makes a machine that is off. */
export type MachineFactory = (wish: MachineWish) => LabMachine;

/** A factory whose machines give their address back when they are destroyed. */
export function createMachineFactory(parts: MachineFactoryParts): MachineFactory {
  return ({ number, name, disks, firmware = parts.firmware, nextBoot, original, ...wish }) => {
    const address = wish.address ?? parts.pool.take();
    const spec: MachineSpec = {
      name,
      address,
      dir: path.join(parts.dir, `${name}-${number}`),
      firmware,
      disks,
      mac: original?.mac ?? macOf(number),
      keepsBootOrder: wish.keepsBootOrder === true,
      ...(original === undefined ? {} : { copiedFrom: original.dir }),
      ...(wish.architecture === undefined ? {} : { architecture: wish.architecture }),
    };
    const machine = parts.make(spec, nextBoot ? { nextBoot } : {});
    parts.log(`lab: machine ${name} at ${address} (${firmware}, ${disks.length} disks)`);
    return withSafeEnd(machine, () => {
      if (wish.keepsAddress !== true) parts.pool.release(address);
    });
  };
}

/** A start that is under way is waited for before the end, and none comes after it: no QEMU is left behind. */
function withSafeEnd(machine: LabMachine, afterEnd: () => void): LabMachine {
  let starting: Promise<void> = Promise.resolve();
  let isDestroyed = false;
  return {
    ...machine,
    async powerOn(source) {
      if (isDestroyed) {
        const message = `Machine ${machine.spec.name} was to be started after the lab had destroyed it.`;
        throw new MachineError('machine.unreachable', message);
      }
      starting = machine.powerOn(source);
      await starting;
    },
    async destroy() {
      isDestroyed = true;
      await starting.catch(() => {});
      await machine.destroy();
      afterEnd();
    },
  };
}

/** The state of one played machine: what runs on it, and what is on its disks. */

import type { SshKeyPair } from '../../../src/ssh/keys.ts';
import type { MachineSpec } from '../machine.ts';
import type { MachineState } from '../scripted/defaults.ts';
import type { PlayedDisk } from './blocks.ts';
import type { Stage } from './facts-text.ts';

/** Who may log in, and who the machine proves to be. */
export interface Identity {
  readonly hostKey: SshKeyPair;
  readonly authorizedKeys: readonly string[];
}

/** One played machine from the inside; its disks outlive a boot, all else does not. */
export interface Host {
  readonly spec: MachineSpec;
  readonly disks: readonly PlayedDisk[];
  /** Files below the new root by path, as `/etc/nixos/flake.nix`; kept over boots. */
  readonly root: Map<string, string>;
  /** What the boot loader starts; null: there is none on the disks. */
  bootable: { readonly systemPath: string; readonly hostname: string } | null;
  stage: Stage;
  hostname: string;
  identity: Identity;
  /** The new root is at /mnt. */
  isMounted: boolean;
  /** The installer that was unpacked on this boot. */
  kexecSha256: string | null;
  /** Each line that the machine wrote to its console. */
  readonly console: string[];
  /** Files of memory, jobs, boot id. */
  ram(): MachineState;
  /** Leaves this boot in a moment: by kexec into the installer, or by a reset. */
  leave(by: 'kexec' | 'reset'): void;
}

/** The text of a file of memory; undefined where there is none. */
export function ramText(host: Host, path: string): string | undefined {
  return host.ram().files.get(path)?.toString();
}

/** Where the root file system is seen from what runs now; null: nowhere. */
export function mountedAt({ stage, isMounted }: Host): string | null {
  if (stage === 'installed' || stage === 'image') return '';
  return isMounted ? '/mnt' : null;
}

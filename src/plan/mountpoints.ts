/** Where data may be mounted, and what an array there is called. */

import { RequestError } from '../domain/error.ts';
import type { DataGroupRequest } from '../domain/layout.ts';

/** Taken by the system itself, or made anew at each boot. */
const RESERVED = /^\/(boot|dev|etc|proc|run|sys|tmp|bin|sbin|lib|lib64|usr|nix\/store|mnt)?$/;
const BELOW_RESERVED = /^\/(boot|dev|proc|run|sys|nix\/store)\//;
const SOUND = /^(\/[A-Za-z0-9._-]+)+$/;

/** @throws RequestError `request.layout-impossible` for a mount point that is unsound, reserved or used twice */
export function checkMountpoints(groups: readonly DataGroupRequest[]): void {
  const seen = new Set<string>();
  for (const { mountpoint } of groups) {
    const reason = seen.has(mountpoint)
      ? 'is used twice; disko would mount only one of them'
      : problemOf(mountpoint);
    if (reason !== null) {
      throw new RequestError(
        'request.layout-impossible',
        `Laid out the data groups: the mount point "${mountpoint}" ${reason}. Choose another one.`,
        { mountpoint },
      );
    }
    seen.add(mountpoint);
  }
}

function problemOf(mountpoint: string): string | null {
  const isReserved = RESERVED.test(mountpoint) || BELOW_RESERVED.test(mountpoint);
  if (isReserved) return 'belongs to the system itself';
  if (!SOUND.test(mountpoint)) return 'is not an absolute path of plain characters';
  return /\/\.\.?(\/|$)/.test(mountpoint) ? 'has . or .. in it' : null;
}

/** `/var/lib` → `varlib`: letters and digits, at most ten, made unique by a number. */
export function arrayName(mountpoint: string, taken: ReadonlySet<string>): string {
  const base =
    mountpoint
      .toLowerCase()
      .replaceAll(/[^a-z0-9]/g, '')
      .slice(0, 10) || 'data';
  let name = base;
  for (let number = 2; taken.has(name); number += 1) name = `${base}${number}`;
  return name;
}

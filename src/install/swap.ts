/** Swap as soon as it exists: the system is built while little memory is free. */

import type { Layout } from '../domain/layout.ts';
import { placesOf } from '../domain/layout-places.ts';
import { type Command, sh } from '../ssh/command.ts';

/**
 * Devices that hold swap, on partitions, arrays or volumes. Not those with a key of their own for each boot:
 * there is nothing on them yet.
 */
export function swapDevices(layout: Layout): readonly string[] {
  return placesOf(layout).flatMap(({ device, content }) =>
    content.kind === 'swap' && content.isEncrypted !== true ? [device] : [],
  );
}

/**
 * Newer disko leaves swap off (its mount script walks file systems only). Swap that does not start is told, and is
 * no reason to end: it only helps.
 */
export function startSwap(layout: Layout): Command {
  return swapDevices(layout).reduce(
    (all, device) => sh`${all}swapon ${device} || echo ${`swap on ${device} was not started`}
`,
    sh``,
  );
}

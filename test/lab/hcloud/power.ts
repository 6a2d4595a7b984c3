/** What a server boots: the armed rescue system for one boot, a fresh image once, its disks ever after. */

import type { BootSource } from '../machine.ts';
import type { LabClock } from '../stand-in/clock.ts';
import type { ActionFault } from '../stand-in/faults.ts';
import type { ServerRecord } from './project.ts';

/** An arming that nobody used lapses after this time. */
export const RESCUE_LAPSES_AFTER_MS = 60 * 60 * 1000;

/** Whether its next boot is the rescue system. */
export function isRescueArmed(server: ServerRecord, clock: LabClock): boolean {
  return server.rescue !== null && clock.now() < server.rescue.lapsesAt;
}

/**
 * Decides what the next start of its machine boots, uses up the arming or the fresh image, and writes it down.
 * Asked once for each start, be it ours or one that the guest asked for.
 */
export function takeBootSource(
  server: ServerRecord,
  clock: LabClock,
  faults: readonly ActionFault[] = [],
): BootSource {
  const missesRescue = faults.some(({ kind }) => kind === 'rescue-missed');
  if (faults.some(({ kind }) => kind === 'rescue-consumed')) server.rescue = null;
  const source = (missesRescue ? null : takeRescue(server, clock)) ?? takeSystem(server);
  server.boots.push({ at: new Date(clock.now()).toISOString(), kind: source.kind });
  return source;
}

/** Switches a server on; nothing happens when it is on. */
export async function switchOn(
  server: ServerRecord,
  clock: LabClock,
  faults: readonly ActionFault[] = [],
): Promise<void> {
  if (server.machine.power() === 'on') return;
  await server.machine.powerOn(takeBootSource(server, clock, faults));
}

/** Cuts a server's power; nothing happens when it is off. */
export async function switchOff(server: ServerRecord): Promise<void> {
  if (server.machine.power() === 'on') await server.machine.powerOff();
}

function takeRescue(server: ServerRecord, clock: LabClock): BootSource | null {
  if (server.rescue === null || !isRescueArmed(server, clock)) return null;
  const { authorizedKeys } = server.rescue;
  server.rescue = null;
  // Whoever boots rescue is about to write the disk; from then on the disk decides, not the image.
  server.hasFreshImage = false;
  return { kind: 'rescue', authorizedKeys };
}

function takeSystem(server: ServerRecord): BootSource {
  if (!server.hasFreshImage) return { kind: 'disk' };
  server.hasFreshImage = false;
  const { name: hostname, authorizedKeys, userData } = server;
  const image = { kind: 'image', hostname, authorizedKeys } as const;
  return userData === undefined ? image : { ...image, userData };
}

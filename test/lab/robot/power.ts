/** What a Robot server boots, and what each reset does to its machine. */

import type { BootSource, LabMachine } from '../machine.ts';
import type { LabClock } from '../stand-in/clock.ts';
import type { ActionFault } from '../stand-in/faults.ts';
import type { Account, RobotServer } from './account.ts';

/** An activation that nobody used lapses after this time. */
export const RESCUE_LAPSES_AFTER_MS = 60 * 60 * 1000;

/** Whether its next boot is the rescue system. */
export function isRescueArmed({ rescue }: RobotServer, clock: LabClock): boolean {
  return rescue !== null && clock.now() < rescue.lapsesAt;
}

/** Whether the server has power; told by its machine, as soon as there is one. */
export function isOn(server: RobotServer): boolean {
  return server.machine ? server.machine.power() === 'on' : server.isOnByName;
}

/**
 * Decides what the next start of its machine boots, uses up the activation, and writes it down.
 * Asked once for each start, be it ours or one that the guest asked for.
 */
export function takeBootSource(
  account: Account,
  server: RobotServer,
  faults: readonly ActionFault[] = [],
): BootSource {
  const source = takeRescue(account, server, faults) ?? takeSystem(server);
  server.boots.push({ at: new Date(account.clock.now()).toISOString(), kind: source.kind });
  return source;
}

/** Makes sure that there is a machine; it is off when it is made here. */
export function ensureMachine(account: Account, server: RobotServer): LabMachine {
  const { number, name, address } = server;
  const nextBoot = () => {
    const source = takeBootSource(account, server);
    // The machine asks before it comes up.
    if (source.kind === 'rescue') server.hostKeysLearnt = learnHostKeys(account, server);
    return source;
  };
  server.machine ??= account.machines.make({ number, name, address, nextBoot });
  return server.machine;
}

/** Switches a server on; nothing happens when it is on. */
export async function switchOn(
  account: Account,
  server: RobotServer,
  faults: readonly ActionFault[] = [],
): Promise<void> {
  const machine = ensureMachine(account, server);
  if (machine.power() === 'on') return;
  const source = takeBootSource(account, server, faults);
  await machine.powerOn(source);
  if (source.kind === 'rescue') server.hostKeysLearnt = learnHostKeys(account, server);
}

/** Cuts a server's power; a server without a machine needs none for it. */
export async function switchOff(server: RobotServer): Promise<void> {
  server.isOnByName = false;
  if (server.machine?.power() === 'on') await server.machine.powerOff();
}

/** The reset button: what is on starts again, what is off stays off. */
export async function pressReset(
  account: Account,
  server: RobotServer,
  faults: readonly ActionFault[],
): Promise<void> {
  if (!isOn(server)) return;
  await switchOff(server);
  await switchOn(account, server, faults);
}

/** Ctrl-Alt-Del: only a system that runs sees it. */
export async function pressCtrlAltDel(
  account: Account,
  server: RobotServer,
  faults: readonly ActionFault[],
): Promise<void> {
  if (await isSystemUp(account, server)) await pressReset(account, server, faults);
}

/** A short press of the power button: starts what is off; a system that runs shuts down; else nothing. */
export async function pressPower(
  account: Account,
  server: RobotServer,
  faults: readonly ActionFault[],
): Promise<void> {
  if (!isOn(server)) await switchOn(account, server, faults);
  else if (await isSystemUp(account, server)) await switchOff(server);
}

/** Lets one use of a server's power end before the next begins. */
export function inTurn<T>(server: RobotServer, act: () => Promise<T>): Promise<T> {
  const mine = server.powerTurn.then(act, act);
  server.powerTurn = mine.catch(() => undefined);
  return mine;
}

/** Waits for the rescue system that boots now and notes its host keys, unless something else has booted since. */
async function learnHostKeys(
  { probe }: Account,
  { machine, lastRescue, boots }: RobotServer,
): Promise<void> {
  if (!machine || !lastRescue) return;
  const boot = boots.length;
  const hostKeys = await probe.readHostKeys(machine).catch(() => []);
  if (boots.length === boot) lastRescue.hostKeys = hostKeys;
}

async function isSystemUp({ probe }: Account, server: RobotServer): Promise<boolean> {
  if (!isOn(server)) return false;
  return server.machine ? probe.isSystemUp(server.machine) : server.hasStockSystem;
}

function takeRescue(
  { clock }: Account,
  server: RobotServer,
  faults: readonly ActionFault[],
): BootSource | null {
  const { rescue } = server;
  if (rescue === null || !isRescueArmed(server, clock)) return null;
  const kinds = [...faults, ...rescue.faults].map(({ kind }) => kind);
  if (kinds.includes('rescue-missed')) {
    server.rescue = { ...rescue, faults: [] };
    return null;
  }
  server.rescue = null;
  if (kinds.includes('rescue-consumed')) return null;
  server.lastRescue = rescue;
  // Whoever boots rescue is about to write the disks; from then on they decide.
  server.hasStockSystem = false;
  return { kind: 'rescue', authorizedKeys: rescue.keys.map(({ data }) => data) };
}

function takeSystem(server: RobotServer): BootSource {
  if (!server.hasStockSystem) return { kind: 'disk' };
  // It lets nobody in: its owner's keys are not ours.
  return { kind: 'image', hostname: server.name, authorizedKeys: [] };
}

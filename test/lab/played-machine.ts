/**
 * A machine of the lab that plays a whole install: a real SSH server, and behind it no system but a model of one.
 *
 * It is driven by what reaches it. Files that are put are kept, disko.nix of the flake that was put says what the
 * disks hold afterwards, the wiping script is refused where it names another disk, the system that is booted is the
 * one that was "built" and its host key the one that was put on the new root. So it can be killed, cut, restarted and
 * asked twice at any moment, as a QEMU machine can, at a thousandth of the cost. What it cannot prove is anything
 * about Nix, disko, GRUB or the kernel: that is for QEMU.
 *
 * `startLab({ machines: 'played', … })` puts one behind every server of both API stand-ins, and `startTrial` a
 * service beside them. Needs root, for port 22 of loopback addresses.
 */

import { generateKeyPair } from '../../src/ssh/keys.ts';
import type { BootSource, LabMachine, MachineOptions, MachineSpec } from './machine.ts';
import { makeDisks, putStockImage } from './played/blocks.ts';
import { createCommands } from './played/commands.ts';
import type { Host, Identity } from './played/host.ts';
import { imageIdentity, installedIdentity } from './played/identity.ts';
import { createJobs } from './played/jobs.ts';
import type { ScriptedJob } from './scripted/defaults.ts';
import { type ScriptedMachine, startScriptedMachine } from './scripted-machine.ts';

/** How fast such machines are, and what goes wrong with them. */
export interface PlayedOptions extends MachineOptions {
  /** From power to an SSH server that answers; 100 when absent. */
  readonly bootMs?: number;
  /** Of each job; 20 when absent. */
  readonly jobMs?: number;
  /** A job that goes another way and does nothing to the machine; undefined: as usual. */
  readonly disturb?: (machine: MachineSpec, job: string) => ScriptedJob | undefined;
}

/** A lab machine that plays, and can be made to fail. */
export interface PlayedMachine extends LabMachine {
  /** Its SSH server, with all faults it can be given; null until it was first switched on. */
  readonly ssh: ScriptedMachine | null;
  /** Commands that it did not know, which an install should never send. */
  unknownCommands(): readonly string[];
}

/** Between the last word of a job that leaves a boot, and the end of that boot. */
const LEAVE_MS = 30;

/** Makes a machine that is off, with empty disks. */
export function createPlayedMachine(spec: MachineSpec, options: PlayedOptions = {}): PlayedMachine {
  const { nextBoot = () => ({ kind: 'disk' }), bootMs = 100, jobMs = 20 } = options;
  const rebootListeners: (() => void)[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let ssh: ScriptedMachine | null = null;
  let isOn = false;
  let hasImage = false;
  let queue: Promise<unknown> = Promise.resolve();

  const host: Host = {
    spec,
    disks: makeDisks(spec.disks),
    root: new Map(),
    bootable: null,
    stage: 'rescue',
    hostname: '',
    identity: { hostKey: generateKeyPair(''), authorizedKeys: [] },
    isMounted: false,
    kexecSha256: null,
    console: [],
    ram() {
      if (ssh === null) throw new Error(`Machine ${spec.name} was never switched on.`);
      return ssh.state;
    },
    leave: (by) => later(LEAVE_MS, by === 'kexec' ? intoInstaller : reset),
  };

  function later(ms: number, task: () => Promise<void>): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      task().catch((error: unknown) => host.console.push(`lab: ${String(error)}`));
    }, ms);
    timers.add(timer);
  }

  function serially(change: () => Promise<void>): Promise<void> {
    const done = queue.then(change);
    queue = done.catch(() => {});
    return done;
  }

  /** Ends this boot; what comes up next answers after `bootMs`. */
  async function begin(identity: Identity): Promise<void> {
    host.identity = identity;
    host.kexecSha256 = null;
    host.isMounted = false;
    host.console.push(`lab: ${host.stage} starts as ${host.hostname}`);
    ssh ??= await startScriptedMachine({
      host: spec.address,
      port: 22,
      hostKey: identity.hostKey,
      authorizedKeys: () => host.identity.authorizedKeys,
      handler: createCommands(host),
      jobs: createJobs(host, jobMs, (name) => options.disturb?.(spec, name)),
      startsUp: false,
      recordsWire: false,
    });
    await ssh.reboot({ staysDown: true, hostKey: identity.hostKey });
    later(bootMs, async () => {
      if (isOn) await ssh?.comeUp();
    });
  }

  async function boot(source: BootSource): Promise<void> {
    if (source.kind === 'rescue') {
      setStage('rescue', 'rescue');
      const { authorizedKeys } = source;
      return begin({ hostKey: generateKeyPair('rescue'), authorizedKeys });
    }
    if (source.kind === 'image') {
      const [first] = host.disks;
      if (first !== undefined && !hasImage) putStockImage(first);
      hasImage = true;
      setStage('image', source.hostname);
      return begin(imageIdentity(source));
    }
    const { bootable } = host;
    if (bootable === null) {
      host.console.push('lab: no bootable device');
      return ssh?.goDown();
    }
    setStage('installed', bootable.hostname);
    return begin(installedIdentity(host.root));
  }

  function setStage(stage: Host['stage'], hostname: string): void {
    host.stage = stage;
    host.hostname = hostname;
  }

  async function intoInstaller(): Promise<void> {
    await serially(async () => {
      if (!isOn) return;
      setStage('installer', 'nixos');
      await begin(host.identity);
    });
  }

  async function reset(): Promise<void> {
    await serially(async () => {
      if (!isOn) return;
      await ssh?.goDown();
      for (const listener of rebootListeners) listener();
      await boot(nextBoot());
    });
  }

  async function powerOff(): Promise<void> {
    isOn = false;
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    await ssh?.goDown();
  }

  return {
    spec,
    get ssh() {
      return ssh;
    },
    unknownCommands: () => ssh?.recorded.unknownCommands ?? [],
    power: () => (isOn ? 'on' : 'off'),
    powerOn: (source) =>
      serially(async () => {
        if (isOn) return;
        isOn = true;
        await boot(source);
      }),
    powerOff: () => serially(powerOff),
    detachDisk: (serial) => setAttached(serial, false),
    attachDisk: (serial) => setAttached(serial, true),
    consoleText: () => host.console.map((line) => `${line}\n`).join(''),
    onReboot: (listener) => void rebootListeners.push(listener),
    destroy: () => serially(powerOff),
  };

  function setAttached(serial: string, isAttached: boolean): void {
    for (const disk of host.disks) if (disk.spec.serial === serial) disk.isAttached = isAttached;
  }
}

/**
 * A machine that is only its SSH server: real connections and keys, scripted answers. Cheap enough for
 * hundreds at once, and it can be told to fail.
 */

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { SshAddress } from '../../src/domain/machine.ts';
import { generateKeyPair, parsePublicKeyLine, type SshKeyPair } from '../../src/ssh/keys.ts';
import { createDefaultHandler, type JobScript, type MachineState } from './scripted/defaults.ts';
import { firstOf, type Handler } from './scripted/exec.ts';
import { createSshServer, type Recorded } from './scripted/server.ts';

export interface ScriptedMachineOptions {
  /** A new one when absent. */
  readonly hostKey?: SshKeyPair;
  /** Public key lines that may log in, whoever the user is; a function is asked at each login. */
  readonly authorizedKeys: readonly string[] | (() => readonly string[]);
  /** 127.0.0.1 when absent. */
  readonly host?: string;
  /** 0, any free one, when absent. */
  readonly port?: number;
  /** Asked before the answers that every machine knows. */
  readonly handler?: Handler;
  /** How a job goes; one that ends at once with status 0 where it says nothing. */
  readonly jobs?: JobScript;
  /** False: nothing listens until `comeUp`. */
  readonly startsUp?: boolean;
  /** False: `received` knows nothing. True when absent. */
  readonly recordsWire?: boolean;
}

export interface Reboot {
  readonly downMs?: number;
  readonly hostKey?: SshKeyPair;
  /** True: it stays away for good. */
  readonly staysDown?: boolean;
}

export interface ScriptedMachine {
  readonly address: SshAddress;
  /** `ssh-ed25519 AAAA…`, without comment. */
  readonly hostKey: string;
  readonly state: MachineState;
  /** All commands, connections, offered keys and raw bytes so far. */
  readonly recorded: Recorded;
  /** Whether this text came over the wire, in the clear. */
  received(text: string): boolean;
  /** Everything of this boot is lost; ends when the next one answers, or at once when it stays away. */
  reboot(reboot?: Reboot): Promise<void>;
  goDown(): Promise<void>;
  comeUp(): Promise<void>;
  cutConnections(): void;
  /** The connection is cut when that many more commands have come; the last of them is not run. */
  cutAtCommand(count: number): void;
  /** Connections stay and fall silent. */
  freeze(): void;
  /** New connections are accepted and never spoken to, or are served again. */
  setSilent(isSilent: boolean): void;
  useHostKey(hostKey: SshKeyPair): void;
  close(): Promise<void>;
}

export async function startScriptedMachine(
  options: ScriptedMachineOptions,
): Promise<ScriptedMachine> {
  let hostKey = options.hostKey ?? generateKeyPair('scripted machine');
  const state: MachineState = {
    bootId: randomUUID(),
    readySince: performance.now(),
    files: new Map(),
    jobs: new Map(),
  };
  const known = createDefaultHandler(state, options.jobs ?? (() => undefined));
  const { authorizedKeys: keys } = options;
  const host = options.host ?? '127.0.0.1';
  const server = createSshServer({
    host,
    port: options.port ?? 0,
    hostKey: hostKey.privateKey,
    authorizedKeys: typeof keys === 'function' ? keys : () => keys,
    recordsWire: options.recordsWire ?? true,
    handler: options.handler === undefined ? known : firstOf(options.handler, known),
  });
  let isUp = false;

  const comeUp = async () => {
    if (isUp) return;
    isUp = true;
    await server.listen();
    state.readySince = performance.now();
  };
  const goDown = async () => {
    if (!isUp) return;
    isUp = false;
    await server.stopListening();
  };
  const useHostKey = (next: SshKeyPair) => {
    hostKey = next;
    server.setHostKey(next.privateKey);
  };
  await comeUp();
  if (options.startsUp === false) await goDown();

  return {
    address: { host, port: server.port },
    get hostKey() {
      return parsePublicKeyLine(hostKey.publicKey).publicKey;
    },
    state,
    recorded: server.recorded,
    received: (text) => Buffer.concat(server.recorded.wire).includes(text),
    async reboot({ downMs = 0, hostKey: next, staysDown = false } = {}) {
      await goDown();
      state.bootId = randomUUID();
      state.files.clear();
      state.jobs.clear();
      if (next !== undefined) useHostKey(next);
      if (staysDown) return;
      await delay(downMs);
      await comeUp();
    },
    goDown,
    comeUp,
    cutConnections: server.cutConnections,
    cutAtCommand: server.cutAtCommand,
    freeze: server.freeze,
    setSilent: (isSilent) => server.setMode(isSilent ? 'silent' : 'open'),
    useHostKey,
    close: goDown,
  };
}

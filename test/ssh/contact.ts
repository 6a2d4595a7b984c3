/** A scripted machine and shells for it, both put away after the test. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, jest } from '@jest/globals';
import { createShells } from '../../src/ssh/connect.ts';
import type { ShellsOptions } from '../../src/ssh/connecting.ts';
import { generateKeyPair } from '../../src/ssh/keys.ts';
import type { Shells, SshTarget } from '../../src/ssh/shell.ts';
import { createBashHandler } from '../lab/scripted/bash.ts';
import {
  type ScriptedMachine,
  type ScriptedMachineOptions,
  startScriptedMachine,
} from '../lab/scripted-machine.ts';

// Real processes and handshakes, on a computer that may be busy with other tests.
jest.setTimeout(30_000);

export const KEY = generateKeyPair('test');

/** Polls until the claim holds; fails after 10 s, so that no loop outlives its test. */
export async function until(claim: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await claim())) {
    if (performance.now() > deadline) throw new Error(`waited 10 s for: ${claim}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const endings: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end();
});

export async function startMachine(
  options: Partial<ScriptedMachineOptions> = {},
): Promise<ScriptedMachine> {
  const machine = await startScriptedMachine({ authorizedKeys: [KEY.publicKey], ...options });
  endings.push(() => machine.close());
  return machine;
}

export function makeShells(options: ShellsOptions = {}): Shells {
  const shells = createShells(options);
  endings.push(() => shells.closeAll());
  return shells;
}

/** A target for this machine, with its key pinned. */
export function targetOf(machine: ScriptedMachine, change: Partial<SshTarget> = {}): SshTarget {
  return {
    addresses: [machine.address],
    user: 'root',
    privateKey: KEY.privateKey,
    hostKey: { publicKey: machine.hostKey, trust: 'given' },
    ...change,
  };
}

export async function makeDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'ironflake-ssh-'));
  endings.push(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** A machine that really runs its commands, here, with its jobs in a directory of its own. */
export async function startRealMachine(shell: 'bash' | 'sh' = 'bash') {
  const directory = await makeDirectory();
  const machine = await startMachine({ handler: createBashHandler(directory, shell) });
  const shells = makeShells({ jobsDirectory: join(directory, 'jobs'), retryMs: 20 });
  return { directory, machine, shells, target: targetOf(machine) };
}

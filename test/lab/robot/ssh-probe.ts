/** Looks at lab machines through their SSH port: whether a system answers, and with which host keys. */

import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'ssh2';
import type { LabMachine } from '../machine.ts';
import { describeBlob, type KeyDescription } from '../stand-in/ssh-key.ts';
import type { MachineProbe } from './account.ts';

const BANNER_MS = 1500;
const HANDSHAKE_MS = 10_000;
const BETWEEN_TRIES_MS = 500;
const LONGEST_BOOT_MS = 180_000;

/** A probe over the network; a machine without an SSH server counts as one without a system. */
export function createSshProbe(): MachineProbe {
  return { isSystemUp: ({ spec }) => hasBanner(spec.address), readHostKeys };
}

/** QEMU takes connections before the guest listens: only a banner counts. */
async function hasBanner(address: string): Promise<boolean> {
  const socket = connect(22, address);
  try {
    const [data] = await once(socket, 'data', { signal: AbortSignal.timeout(BANNER_MS) });
    return String(data).startsWith('SSH-');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Tries until the machine answers, is off, or took too long. */
async function readHostKeys(machine: LabMachine): Promise<readonly KeyDescription[]> {
  const deadline = Date.now() + LONGEST_BOOT_MS;
  while (Date.now() < deadline) {
    // Nobody waits for it who is not waiting for the lab itself.
    await pause(BETWEEN_TRIES_MS, undefined, { ref: false });
    if (machine.power() === 'off') continue;
    const blob = await readHostKey(machine.spec.address);
    const key = blob === null ? null : describeBlob(blob);
    if (key) return [key];
  }
  return [];
}

/** The key that a handshake shows; it is refused, so that nobody logs in. */
function readHostKey(host: string): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const client = new Client();
    let shown: Buffer | null = null;
    client.on('error', () => {});
    client.on('close', () => resolve(shown));
    client.connect({
      host,
      username: 'root',
      readyTimeout: HANDSHAKE_MS,
      hostVerifier(key: Buffer) {
        shown = key;
        return false;
      },
    });
  });
}

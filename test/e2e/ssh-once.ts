/** One command on a machine that is coming up, with the host key pinned: OpenSSH's own client, not ours. */

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const PATIENCE_MS = 240_000;

export interface SshOnce {
  readonly address: string;
  /** The only host key that is accepted. */
  readonly hostKey: string;
  readonly privateKey: string;
  readonly command: string;
  /** 240 s when absent. */
  readonly patienceMs?: number;
}

/** The command's output, as soon as the machine answers with that key. */
export async function sshOnce(wish: SshOnce): Promise<string> {
  const { address, hostKey, privateKey, command, patienceMs = PATIENCE_MS } = wish;
  const dir = await mkdtemp(path.join(os.tmpdir(), 'ironflake-ssh-'));
  const keyFile = path.join(dir, 'key');
  const knownHosts = path.join(dir, 'known_hosts');
  await writeFile(keyFile, privateKey, { mode: 0o600 });
  await writeFile(knownHosts, `${address} ${hostKey}\n`);
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${knownHosts}`,
    'ConnectTimeout=5',
  ].flatMap((option) => ['-o', option]);
  try {
    const until = Date.now() + patienceMs;
    for (;;) {
      try {
        const target = ['-i', keyFile, ...options, `root@${address}`, command];
        return (await run('ssh', target, { timeout: 30_000 })).stdout;
      } catch (error) {
        if (Date.now() > until) throw error;
        await delay(1000);
      }
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

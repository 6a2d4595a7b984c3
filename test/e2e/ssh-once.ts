/** One command on a machine that is coming up, with the host key pinned: OpenSSH's own client, not ours. */

import { execFile, spawn } from 'node:child_process';
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
export async function sshOnce({ command, ...way }: SshOnce): Promise<string> {
  return patiently(way, 22, async (target) => {
    return (await run('ssh', [...target, command], { timeout: 30_000 })).stdout;
  });
}

/** Types a passphrase at the terminal of an initrd, as soon as it asks. */
export async function unlockOnce(
  way: Omit<SshOnce, 'command'> & { readonly passphrase: string },
): Promise<void> {
  await patiently(way, 2222, async (target) => {
    const asked = await typeWhenAsked(['-tt', ...target], way.passphrase);
    if (!asked) throw new Error('The initrd asked for nothing yet.');
  });
}

/** Whether a question came. */
async function typeWhenAsked(args: readonly string[], answer: string): Promise<boolean> {
  const ssh = spawn('ssh', args, { stdio: ['pipe', 'pipe', 'ignore'], timeout: 30_000 });
  let shown = '';
  let isAsked = false;
  ssh.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (isAsked || !shown.includes('passphrase for disk')) return;
    isAsked = true;
    ssh.stdin.write(`${answer}\n`);
  });
  await new Promise((resolve) => ssh.on('close', resolve));
  return isAsked;
}

/** Tries with the one host key that is accepted until it works or the patience ends. */
async function patiently<T>(
  { address, hostKey, privateKey, patienceMs = PATIENCE_MS }: Omit<SshOnce, 'command'>,
  port: number,
  attempt: (target: readonly string[]) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'ironflake-ssh-'));
  const keyFile = path.join(dir, 'key');
  const knownHosts = path.join(dir, 'known_hosts');
  await writeFile(keyFile, privateKey, { mode: 0o600 });
  const name = port === 22 ? address : `[${address}]:${port}`;
  await writeFile(knownHosts, `${name} ${hostKey}\n`);
  const options = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    `UserKnownHostsFile=${knownHosts}`,
    'ConnectTimeout=5',
  ].flatMap((option) => ['-o', option]);
  const target = ['-i', keyFile, '-p', String(port), ...options, `root@${address}`];
  try {
    const until = Date.now() + patienceMs;
    for (;;) {
      try {
        return await attempt(target);
      } catch (error) {
        if (Date.now() > until) throw error;
        await delay(1000);
      }
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

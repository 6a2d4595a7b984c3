/** A handler that really runs what it is sent, on this computer. */

import { spawn } from 'node:child_process';
import type { Handler } from './exec.ts';

/** Runs each command with that shell in `directory`. */
export function createBashHandler(directory: string, shell: 'bash' | 'sh' = 'bash'): Handler {
  return (exec) =>
    new Promise((resolve, reject) => {
      const child = spawn(shell, ['-c', exec.text], { cwd: directory });
      child.on('error', reject);
      child.stdout.pipe(exec.stdout, { end: false });
      child.stderr.pipe(exec.stderr, { end: false });
      // A command may end before it has read everything.
      child.stdin.on('error', () => {});
      exec.stdin.pipe(child.stdin);
      // As sshd: with the connection goes the input and the output, not the process; nobody waits for it.
      exec.gone.addEventListener('abort', () => {
        child.unref();
        child.stdin.end();
        child.stdout.destroy();
        child.stderr.destroy();
      });
      child.on('close', (code, signal) => resolve(code ?? (signal === null ? 1 : 137)));
    });
}

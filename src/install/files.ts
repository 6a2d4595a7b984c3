/** Files for the machine, in one round trip. */

import { type Command, sh } from '../ssh/command.ts';
import type { Shell } from '../ssh/shell.ts';

export interface MachineFile {
  readonly path: string;
  readonly text: string;
  /** Octal text. */
  readonly mode: string;
  /** `UID:GID`; whoever writes when absent. */
  readonly owner?: string;
}

/**
 * Writes all files, each whole: to a temporary name, then renamed; folders are made (0755) where missing.
 * The texts travel on stdin and through a builtin, so that none of them is ever an argument. May be
 * repeated. Errors as `Shell.run`.
 */
export async function putFiles(
  shell: Pick<Shell, 'run'>,
  files: readonly MachineFile[],
  options: { readonly signal: AbortSignal },
): Promise<void> {
  await shell.run(sh`bash -s`, { ...options, stdin: writeScript(files).text });
}

/** The script that `putFiles` sends; a secret when one of the texts is. */
export function writeScript(files: readonly MachineFile[]): Command {
  const writes = files.map(
    ({ path, text, mode, owner }) => sh`mkdir -p -- "$(dirname -- ${path})"
(umask 077; printf %s ${text} > ${`${path}.part`})
${owner === undefined ? sh`` : sh`chown -- ${owner} ${`${path}.part`}`}
chmod ${mode} ${`${path}.part`}
mv -f -- ${`${path}.part`} ${path}
`,
  );
  return writes.reduce(
    (all, write) => sh`${all}${write}`,
    sh`set -euo pipefail
umask 022
`,
  );
}

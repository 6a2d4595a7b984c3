/** Reads back from shell text what the service quoted into it. */

/** A quoted word, over lines if it has them. */
const WORD = String.raw`((?:'[^']*'|\\')+)`;
const WRITE = new RegExp(String.raw`^\(umask 077; printf %s ${WORD} > ${WORD}\)$`, 'gm');

/** The word that a shell would make of it. */
export function unquoteWord(quoted: string): string {
  return quoted.replaceAll(/'([^']*)'|\\(.)/g, (_, inside: string | undefined, escaped: string) =>
    inside === undefined ? escaped : inside,
  );
}

/** The files that a script of `putFiles` writes, by path. */
export function filesWrittenBy(script: string): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [, text = '', part = ''] of script.matchAll(WRITE)) {
    files.set(unquoteWord(part).replace(/\.part$/, ''), unquoteWord(text));
  }
  return files;
}

/** A disk as the wiping script wants to find it. */
export interface CheckedDisk {
  readonly device: string;
  readonly serial: string;
  readonly sizeBytes: number;
}

/** The disks that the wiping script checks before it wipes them. */
export function disksCheckedBy(script: string): readonly CheckedDisk[] {
  const checks = new RegExp(
    String.raw`^device=\$\(readlink -e ${WORD}\)[^]*?^\[ "\$found" = ${WORD} \][^]*?--getsize64 "\$device"\)" = (\d+) \]`,
    'gm',
  );
  return [...script.matchAll(checks)].map(([, device = '', serial = '', size = '']) => ({
    device: unquoteWord(device),
    serial: unquoteWord(serial),
    sizeBytes: Number(size),
  }));
}

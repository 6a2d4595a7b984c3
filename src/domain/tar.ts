/** Files and links → a tar archive, in the ustar form of POSIX.1-2017 (pax, section "ustar"). */

import { BugError } from './error.ts';

/** A regular file or a symbolic link; folders follow from the paths. */
export interface TarEntry {
  /** Relative, without `.`, `..` and empty parts. */
  readonly path: string;
  readonly content: string | Uint8Array;
  /** Absent: no. */
  readonly isExecutable?: boolean;
  /** Where a link leads, relative to its own folder; `content` is empty then. Absent: a file. */
  readonly target?: string;
}

/** Headers and contents fill blocks of this size. */
export const BLOCK_BYTES = 512;
/** What a name, or where a link leads, may take. */
export const NAME_BYTES = 100;
const PREFIX_BYTES = 155;

/**
 * An archive of files (mode 0644 or 0755) and links, owner root, time 0: same entries, same bytes.
 *
 * @throws BugError `bug.unexpected` for a name that ustar cannot hold
 */
export function packTar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap((entry) => {
    const content = Buffer.from(entry.content);
    return [headerOf(entry, content.length), content, paddingFor(content.length)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK_BYTES)]);
}

function headerOf({ path, isExecutable, target }: TarEntry, sizeBytes: number): Buffer {
  const split = splitName(path);
  if (split === null) throw tooLong(path);
  const { name, prefix } = split;
  if (Buffer.byteLength(target ?? '') > NAME_BYTES) throw tooLong(target ?? '');
  const header = Buffer.alloc(BLOCK_BYTES);
  header.write(name, 0);
  header.write(isExecutable === true ? '0000755\0' : '0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${octal(sizeBytes, 11)}\0`, 124);
  header.write(`${octal(0, 11)}\0`, 136);
  // The checksum counts its own field as spaces.
  header.write('        ', 148);
  header.write(target === undefined ? '0' : '2', 156);
  header.write(target ?? '', 157);
  header.write('ustar\x0000', 257);
  header.write(prefix, 345);
  header.write(`${octal(checksumOf(header), 6)}\0 `, 148);
  return header;
}

/** A long path is cut at a slash: its beginning goes into the prefix. null: it does not fit. */
export function splitName(path: string): { readonly name: string; readonly prefix: string } | null {
  if (Buffer.byteLength(path) <= NAME_BYTES) return { name: path, prefix: '' };
  for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
    const [prefix, name] = [path.slice(0, at), path.slice(at + 1)];
    if (Buffer.byteLength(prefix) > PREFIX_BYTES) return null;
    if (Buffer.byteLength(name) <= NAME_BYTES) return { name, prefix };
  }
  return null;
}

function tooLong(name: string): BugError {
  return new BugError('bug.unexpected', `The name ${name} is too long for a tar archive.`);
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function paddingFor(sizeBytes: number): Buffer {
  return Buffer.alloc((BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES);
}

/** Sum over a header, its own field as spaces. */
export function checksumOf(header: Buffer): number {
  return header.reduce((sum, byte, at) => sum + (at >= 148 && at < 156 ? 32 : byte), 0);
}

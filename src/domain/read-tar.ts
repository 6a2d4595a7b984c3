/** A tar archive of somebody else → its files and links, read with suspicion. */

import { posix } from 'node:path';
import { RequestError } from './error.ts';
import { BLOCK_BYTES, checksumOf, NAME_BYTES, splitName, type TarEntry } from './tar.ts';

const MAXIMUM_ENTRIES = 20_000;

/**
 * The files and links of an archive that somebody else made, by path. Whatever could lead a program that unpacks
 * it out of its folder is refused: absolute paths, `..`, links that lead out or on the way to another entry,
 * hard links, devices, one path twice. Long names as GNU and pax write them are read; owners, times and
 * modes but for the execute bit are not.
 *
 * @param archive not compressed
 * @throws RequestError `request.invalid` with what stands there
 */
export function readTar(archive: Buffer): readonly TarEntry[] {
  const entries = new Map<string, TarEntry>();
  let long: LongNames = {};
  for (let at = 0; at + BLOCK_BYTES <= archive.length; ) {
    const header = archive.subarray(at, at + BLOCK_BYTES);
    if (header.every((byte) => byte === 0)) break;
    const found = readHeader(header, long);
    const content = archive.subarray(at + BLOCK_BYTES, at + BLOCK_BYTES + found.sizeBytes);
    if (content.length < found.sizeBytes) throw refused(found.path, 'ends in its midst');
    at += BLOCK_BYTES + Math.ceil(found.sizeBytes / BLOCK_BYTES) * BLOCK_BYTES;
    if (LONG_KINDS.has(found.kind)) {
      long = { ...long, ...readLong(found.kind, content) };
      continue;
    }
    long = {};
    const entry = toEntry(found, content);
    if (entry === null) continue;
    if (entries.has(entry.path)) throw refused(entry.path, 'is there twice');
    entries.set(entry.path, entry);
    if (entries.size > MAXIMUM_ENTRIES) throw refused(entry.path, `comes after ${MAXIMUM_ENTRIES}`);
  }
  for (const { path } of entries.values()) refuseBelowEntry(path, entries);
  return [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

interface LongNames {
  readonly path?: string;
  readonly target?: string;
}

interface Header {
  readonly path: string;
  readonly target: string;
  readonly kind: string;
  readonly sizeBytes: number;
  readonly isExecutable: boolean;
}

/** pax for the next entry and for all, GNU's long name and long link. */
const LONG_KINDS: ReadonlySet<string> = new Set(['x', 'g', 'L', 'K']);

function readHeader(header: Buffer, long: LongNames): Header {
  const text = (from: number, bytes: number) => untilNul(header.subarray(from, from + bytes));
  const number = (from: number, bytes: number) => {
    const digits = text(from, bytes).trim();
    return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : Number.NaN;
  };
  const prefix = text(257, 5) === 'ustar' && text(257, 8) !== 'ustar  ' ? text(345, 155) : '';
  const name = prefix === '' ? text(0, NAME_BYTES) : `${prefix}/${text(0, NAME_BYTES)}`;
  const path = long.path ?? name;
  const sizeBytes = number(124, 12);
  if (number(148, 8) !== checksumOf(header) || !Number.isSafeInteger(sizeBytes)) {
    throw refused(path, 'has a header that is not one of tar');
  }
  return {
    path,
    target: long.target ?? text(157, NAME_BYTES),
    kind: text(156, 1) || '0',
    sizeBytes,
    isExecutable: (number(100, 8) & 0o100) !== 0,
  };
}

function untilNul(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.subarray(0, end === -1 ? bytes.length : end).toString('utf8');
}

function readLong(kind: string, content: Buffer): LongNames {
  if (kind === 'L') return { path: untilNul(content) };
  if (kind === 'K') return { target: untilNul(content) };
  const records = paxRecords(content);
  const [path, target] = [records.get('path'), records.get('linkpath')];
  if (records.has('size')) throw refused(path ?? 'an entry', 'has its size in a pax record');
  return kind === 'g'
    ? {}
    : { ...(path === undefined ? {} : { path }), ...(target === undefined ? {} : { target }) };
}

/** `LENGTH KEY=VALUE\n`, the length counting itself. */
function paxRecords(content: Buffer): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(' ', at);
    const length = Number(content.subarray(at, Math.max(space, at)).toString('latin1'));
    if (!Number.isSafeInteger(length) || length < 5) throw refused('a pax record', 'has no length');
    const [key = '', ...value] = content
      .subarray(space + 1, at + length - 1)
      .toString('utf8')
      .split('=');
    records.set(key, value.join('='));
    at += length;
  }
  return records;
}

function toEntry({ kind, path, target, isExecutable }: Header, content: Buffer): TarEntry | null {
  const plain = path.replace(/^(\.\/)+/, '').replace(/\/+$/, '');
  if (kind === '5') {
    if (plain !== '' && plain !== '.') requirePlain(plain);
    return null;
  }
  requirePlain(plain);
  if (kind === '0') return { path: plain, content, ...(isExecutable ? { isExecutable } : {}) };
  if (kind !== '2') throw refused(plain, 'is neither a file, a folder nor a symbolic link');
  if (!staysInside(plain, target)) throw refused(plain, 'is a link that leads out of the archive');
  return { path: plain, content: '', target };
}

function requirePlain(path: string): void {
  const parts = path.split('/');
  const isPlain =
    parts.every((part) => part !== '' && part !== '.' && part !== '..') &&
    !/[\p{Cc}\ufffd]/u.test(path) &&
    splitName(path) !== null;
  if (!isPlain) throw refused(path, 'is no plain relative path of usual length');
}

/** `..` only at the front: after a name it would mean another folder where that name is a link. */
function staysInside(path: string, target: string): boolean {
  if (!/^(\.\.\/)*(?!\.\.(\/|$))[^/]/.test(target) || /[\p{Cc}]/u.test(target)) return false;
  const after = target.replace(/^(\.\.\/)+/, '').split('/');
  if (after.includes('..') || Buffer.byteLength(target) > NAME_BYTES) return false;
  const led = posix.join(posix.dirname(path), target);
  return led !== '..' && !led.startsWith('../');
}

/** No entry lies below a file or a link: a link would carry it elsewhere. */
function refuseBelowEntry(path: string, entries: ReadonlyMap<string, TarEntry>): void {
  for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1)) {
    if (entries.has(path.slice(0, at)))
      throw refused(path, 'lies below an entry that is no folder');
  }
}

function refused(path: string, what: string): RequestError {
  return new RequestError(
    'request.invalid',
    `Read the archive: ${JSON.stringify(path.slice(0, 200))} ${what}. Nothing was kept; pack plain files again, as "git archive" does.`,
    { path: path.slice(0, 200) },
  );
}

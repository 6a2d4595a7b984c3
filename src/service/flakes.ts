/** Flakes that callers upload: read with suspicion, packed anew, sealed, and known by their content. */

import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { RequestError } from '../domain/error.ts';
import { readTar } from '../domain/read-tar.ts';
import { packTar, type TarEntry } from '../domain/tar.ts';

/** What is told of an uploaded flake; never its files. */
export interface UploadedFlake {
  readonly flakeId: string;
  /** Of the archive as it was packed anew, hex. */
  readonly sha256: string;
  readonly files: number;
  /** Of all files together. */
  readonly sizeBytes: number;
  /** Whether it brings a flake.lock. */
  readonly isLocked: boolean;
}

/** The sealed part of the store, as far as uploads need it. */
export interface FlakeSecrets {
  putIfAbsent(owner: string, name: string, plaintext: string): Promise<unknown>;
  find(owner: string, name: string): Promise<string | null>;
  deleteAll(owner: string): Promise<void>;
}

export interface FlakePorts {
  readonly secrets: FlakeSecrets;
}

const MAXIMUM_UNPACKED_BYTES = 64 * 1024 * 1024;
const ARCHIVE = 'archive';
const ABOUT = 'about';

/** Whose the sealed parts of an upload are. */
function ownerOf(flakeId: string): string {
  return `flake:${flakeId}`;
}

/**
 * Keeps a flake. The same files have the same id, so that it may be repeated.
 *
 * @param archive tar, gzip; with flake.nix at its top or in its only folder
 * @throws RequestError `request.invalid` for what is no such archive, or could leave its folder;
 *         `request.too-large`
 */
export async function uploadFlake(ports: FlakePorts, archive: Buffer): Promise<UploadedFlake> {
  const entries = withoutTopFolder(readTar(unzipped(archive)));
  const root = entries.find(({ path }) => path === 'flake.nix');
  if (root === undefined || root.target !== undefined) {
    throw new RequestError(
      'request.invalid',
      `Read the archive: it has ${entries.length} files, but no flake.nix at its top. Nothing was kept; pack the folder that holds flake.nix.`,
    );
  }
  const packed = packTar(entries);
  const sha256 = createHash('sha256').update(packed).digest('hex');
  const about: UploadedFlake = {
    flakeId: sha256.slice(0, 32),
    sha256,
    files: entries.length,
    sizeBytes: entries.reduce((sum, { content }) => sum + content.length, 0),
    isLocked: entries.some(({ path }) => path === 'flake.lock'),
  };
  const owner = ownerOf(about.flakeId);
  await ports.secrets.putIfAbsent(owner, ARCHIVE, gzipSync(packed).toString('base64'));
  await ports.secrets.putIfAbsent(owner, ABOUT, JSON.stringify(about));
  return about;
}

/** @throws RequestError `request.not-found` */
export async function getUploadedFlake(ports: FlakePorts, flakeId: string): Promise<UploadedFlake> {
  const about = await ports.secrets.find(ownerOf(flakeId), ABOUT);
  if (about === null) throw notThere(flakeId);
  const found: UploadedFlake = JSON.parse(about);
  return found;
}

/** Forgets it; installs that are to come cannot use it any more. @throws RequestError `request.not-found` */
export async function deleteUploadedFlake(
  ports: FlakePorts,
  flakeId: string,
): Promise<UploadedFlake> {
  const about = await getUploadedFlake(ports, flakeId);
  await ports.secrets.deleteAll(ownerOf(flakeId));
  return about;
}

/** The archive, tar and gzip, as we packed it: safe to unpack anywhere. @throws RequestError `request.not-found` */
export async function readUploadedFlake(
  ports: { readonly secrets: Pick<FlakeSecrets, 'find'> },
  flakeId: string,
): Promise<Buffer> {
  const archive = await ports.secrets.find(ownerOf(flakeId), ARCHIVE);
  if (archive === null) throw notThere(flakeId);
  return Buffer.from(archive, 'base64');
}

function notThere(flakeId: string): RequestError {
  return new RequestError(
    'request.not-found',
    `There is no uploaded flake ${flakeId}; upload it by POST /v1/flakes.`,
    { flakeId },
  );
}

function unzipped(archive: Buffer): Buffer {
  try {
    return gunzipSync(archive, { maxOutputLength: MAXIMUM_UNPACKED_BYTES });
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      throw new RequestError(
        'request.too-large',
        `Unpacked the archive: it is larger than ${MAXIMUM_UNPACKED_BYTES} bytes. Nothing was kept; leave out what the system is not made of.`,
      );
    }
    throw new RequestError(
      'request.invalid',
      'Unpacked the archive: it is not gzip, or it is damaged. Nothing was kept; send a .tar.gz as "git archive --format=tar.gz" makes it.',
    );
  }
}

/** As forges pack a repository: all in one folder, named for the revision. */
function withoutTopFolder(entries: readonly TarEntry[]): readonly TarEntry[] {
  const [top = ''] = entries[0]?.path.split('/') ?? [];
  const prefix = `${top}/`;
  if (entries.length === 0 || !entries.every(({ path }) => path.startsWith(prefix))) return entries;
  return entries.map((entry) => ({ ...entry, path: entry.path.slice(prefix.length) }));
}

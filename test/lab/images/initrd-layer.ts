/** Layers for an initrd: a cpio archive (newc) that the kernel unpacks over the one before it. */

/** A file of a layer, readable by root alone. */
export interface LayerFile {
  /** Relative, such as `lab/hostname`; folders on the way are made. */
  readonly path: string;
  readonly content: string;
}

const FOLDER_MODE = 0o040755;
const FILE_MODE = 0o100600;

/**
 * Packs files as an uncompressed cpio archive, to be appended to an initrd.
 *
 * @see https://docs.kernel.org/driver-api/early-userspace/buffer-format.html
 */
export function packLayer(files: readonly LayerFile[]): Buffer {
  const folders = new Set(files.flatMap((file) => foldersOf(file.path)));
  const entries = [
    ...[...folders].sort().map((path) => entry(path, FOLDER_MODE, '')),
    ...files.map((file) => entry(file.path, FILE_MODE, file.content)),
    entry('TRAILER!!!', 0, ''),
  ];
  return Buffer.concat(entries);
}

function foldersOf(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}

function entry(path: string, mode: number, content: string): Buffer {
  const name = Buffer.from(`${path}\0`);
  const data = Buffer.from(content);
  // ino mode uid gid nlink mtime filesize devmajor devminor rdevmajor rdevminor namesize check
  const fields = [0, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, name.length, 0];
  const header = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`;
  return Buffer.concat([pad(Buffer.concat([Buffer.from(header), name])), pad(data)]);
}

function pad(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
}

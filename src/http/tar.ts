/** Small text files → a tar archive, in the ustar form of POSIX.1-2017 (pax, section "ustar"). */

import { BugError } from '../domain/error.ts';
import type { FlakeFile } from '../domain/plan.ts';

const BLOCK_BYTES = 512;
const NAME_BYTES = 100;

/** An archive of regular files, mode 0644, owner root, time 0: same files, same bytes. */
export function packTar(files: readonly FlakeFile[]): Buffer {
  const blocks = files.flatMap(({ path, text }) => {
    const content = Buffer.from(text);
    return [headerOf(path, content.length), content, paddingFor(content.length)];
  });
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK_BYTES)]);
}

function headerOf(path: string, sizeBytes: number): Buffer {
  if (Buffer.byteLength(path) > NAME_BYTES) {
    throw new BugError('bug.unexpected', `The file name ${path} is too long for a tar archive.`);
  }
  const header = Buffer.alloc(BLOCK_BYTES);
  header.write(path, 0);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${octal(sizeBytes, 11)}\0`, 124);
  header.write(`${octal(0, 11)}\0`, 136);
  // The checksum counts its own field as spaces.
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const checksum = header.reduce((sum, byte) => sum + byte, 0);
  header.write(`${octal(checksum, 6)}\0 `, 148);
  return header;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, '0');
}

function paddingFor(sizeBytes: number): Buffer {
  return Buffer.alloc((BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES);
}

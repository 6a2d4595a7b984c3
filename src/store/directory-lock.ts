/** One process per data directory: PGlite itself would let two in, and one's rows would vanish silently. */
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { RequestError } from '../domain/error.ts';

/**
 * Takes the directory, which is made when needed. The operating system frees it when the process dies.
 *
 * @returns how to free it
 * @throws RequestError `request.conflict` when another process has it
 */
export function lockDirectory(directory: string): () => void {
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(path.join(directory, 'lock'));
  try {
    lock.exec('pragma busy_timeout = 0; begin exclusive');
  } catch (error) {
    lock.close();
    throw new RequestError(
      'request.conflict',
      `The data directory ${directory} is in use by another process. End that one, or choose another directory.`,
      { directory },
      error,
    );
  }
  return () => lock.close();
}

/** A copy of the embedded database for the day on which it does not open any more. */
import fs from 'node:fs';
import path from 'node:path';
import { syncPath } from './durability.ts';

const NAME = 'snapshot.tar.gz';

/** How old the snapshot of a data directory is; null when there is none. */
export function snapshotAgeMs(directory: string, now: number): number | null {
  const stats = fs.statSync(path.join(directory, NAME), { throwIfNoEntry: false });
  return stats === undefined ? null : now - stats.mtimeMs;
}

/** Writes the snapshot whole or not at all: to another name, synced, then renamed. */
export function writeSnapshot(directory: string, archive: Uint8Array): void {
  const final = path.join(directory, NAME);
  const draft = `${final}.new`;
  fs.writeFileSync(draft, archive, { mode: 0o600 });
  syncPath(draft);
  fs.renameSync(draft, final);
  syncPath(directory);
}

/** The snapshot as bytes; null when there is none. */
export function readSnapshot(directory: string): Uint8Array<ArrayBuffer> | null {
  const final = path.join(directory, NAME);
  return fs.existsSync(final) ? new Uint8Array(fs.readFileSync(final)) : null;
}

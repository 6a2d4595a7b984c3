/**
 * An empty cluster with all tables, made ahead of the first start: PGlite's initdb takes some 3 s of CPU time and
 * 400 MiB, and the migrations of the engine and of the store another second.
 */
import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Belongs to the installed packages and goes with them. */
const PLACE = path.join(ROOT, 'node_modules', '.cache', 'ironflake');

/**
 * Where the prepared cluster of just these versions and migrations lies, be it there or not.
 *
 * @param place folder of prepared clusters; below node_modules when absent
 */
export function preparedCluster(place: string = PLACE): string {
  const hash = createHash('sha256');
  const { dependencies } = JSON.parse(fs.readFileSync(path.join(ROOT, 'package.json'), 'utf8'));
  for (const name of ['@electric-sql/pglite', '@dbos-inc/dbos-sdk']) {
    hash.update(`${name} ${dependencies[name]}\n`);
  }
  const migrations = path.join(import.meta.dirname, 'migrations');
  for (const file of fs.readdirSync(migrations).sort()) {
    hash.update(`${file}\n`).update(fs.readFileSync(path.join(migrations, file)));
  }
  return path.join(place, `cluster-${hash.digest('hex').slice(0, 16)}`);
}

/**
 * Keeps a cluster that was closed in good order as the prepared one, in place of older ones. May be repeated, and by several at once.
 *
 * @param cluster directory of the cluster itself; it is copied
 */
export function keepPrepared(cluster: string, place: string = PLACE): void {
  const final = preparedCluster(place);
  fs.mkdirSync(place, { recursive: true });
  const draft = path.join(place, `draft-${randomUUID()}`);
  fs.cpSync(cluster, draft, { recursive: true });
  // Whoever runs the service may read it; there is nothing of anybody in it.
  openToAll(draft);
  try {
    fs.renameSync(draft, final);
  } catch (error) {
    fs.rmSync(draft, { recursive: true, force: true });
    // Somebody else was first.
    if (!fs.existsSync(final)) throw error;
  }
  for (const name of fs.readdirSync(place)) {
    const isOutdated = name.startsWith('cluster-') && name !== path.basename(final);
    if (isOutdated) fs.rmSync(path.join(place, name), { recursive: true, force: true });
  }
}

/** Copies the prepared cluster to a place where there is none yet. Returns whether there was one to copy. */
export function copyPrepared(target: string, place: string = PLACE): boolean {
  const prepared = preparedCluster(place);
  if (!fs.existsSync(path.join(prepared, 'PG_VERSION'))) return false;
  fs.cpSync(prepared, target, { recursive: true, mode: fs.constants.COPYFILE_FICLONE });
  fs.chmodSync(target, 0o700);
  return true;
}

function openToAll(directory: string): void {
  fs.chmodSync(directory, 0o755);
  for (const entry of fs.readdirSync(directory, { withFileTypes: true })) {
    const full = path.join(directory, entry.name);
    if (entry.isDirectory()) openToAll(full);
    else fs.chmodSync(full, 0o644);
  }
}

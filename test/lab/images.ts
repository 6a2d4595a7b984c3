/**
 * The images of the lab: what its machines boot and what its HTTP servers offer. Built from Debian packages by
 * images/build.sh when they are missing, and kept in a cache named by the content of everything that goes in.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';

/** Where the built images are; every member is an absolute path. */
export interface LabImages {
  /** Folder of all the others; also what a file server may offer. */
  readonly dir: string;
  /** Kernel of rescue system and stock image, started by QEMU itself. */
  readonly kernel: string;
  /** Rescue system, in memory; gzip'd cpio layers may be appended. */
  readonly rescueInitrd: string;
  /** Raw disk of a provider's stock image (no boot loader), to be copied sparsely. */
  readonly stockDisk: string;
  /** Starts the stock image from the first disk that holds it; gzip'd cpio layers may be appended. */
  readonly stockInitrd: string;
  /** Stand-in for the NixOS kexec installer, `kexec/{run,bzImage,initrd,kexec,ip}`. */
  readonly installerTarball: string;
  /** Stub of nixpkgs as a tarball flake. */
  readonly nixpkgsTarball: string;
  /** Stub of disko as a tarball flake. */
  readonly diskoTarball: string;
  /** Unpacked tree of Debian trixie's QEMU and firmware. */
  readonly qemuTree: string;
}

/** How {@link ensureImages} tells what it does; a line a call. */
export interface EnsureImagesOptions {
  log(line: string): void;
}

const HERE = import.meta.dirname;
const INPUT_FOLDERS = ['images', 'nix'];
/** What the slow downloads depend on; an edit elsewhere does not repeat them. */
const BOOTSTRAP_INPUTS = ['images/bootstrap.sh', 'images/packages'];

/**
 * Gives the images, building them first if they are missing (about a minute and a half from nothing, ten seconds
 * when only a script has changed). Safe to call from several processes at once. Needs root on Debian to build.
 */
export async function ensureImages({ log }: EnsureImagesOptions): Promise<LabImages> {
  const cache = cacheFolder();
  const dir = path.join(cache, await hashFiles(await inputFiles()));
  if (!(await exists(dir))) {
    await mkdir(cache, { recursive: true });
    const downloads = path.join(cache, `downloads-${await hashFiles(BOOTSTRAP_INPUTS)}`);
    await build({ dir, downloads, lock: path.join(cache, 'lock'), log });
  }
  return imagesIn(dir);
}

function cacheFolder(): string {
  const { IRONFLAKE_LAB_CACHE, XDG_CACHE_HOME } = process.env;
  return path.join(
    IRONFLAKE_LAB_CACHE || XDG_CACHE_HOME || path.join(homedir(), '.cache'),
    'ironflake-lab',
  );
}

function imagesIn(dir: string): LabImages {
  const at = (name: string) => path.join(dir, name);
  return {
    dir,
    kernel: at('vmlinuz'),
    rescueInitrd: at('rescue.initrd'),
    stockDisk: at('stock.raw'),
    stockInitrd: at('stock.initrd'),
    installerTarball: at('installer.tar.gz'),
    nixpkgsTarball: at('nixpkgs.tar.gz'),
    diskoTarball: at('disko.tar.gz'),
    qemuTree: at('qemu'),
  };
}

async function inputFiles(): Promise<string[]> {
  const lists = await Promise.all(
    INPUT_FOLDERS.map(async (folder) => {
      const entries = await readdir(path.join(HERE, folder), {
        recursive: true,
        withFileTypes: true,
      });
      return entries
        .filter((entry) => entry.isFile() && !entry.name.endsWith('.ts'))
        .map((entry) => path.relative(HERE, path.join(entry.parentPath, entry.name)));
    }),
  );
  return lists.flat().sort();
}

async function hashFiles(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) {
    const { mode } = await stat(path.join(HERE, file));
    const content = await readFile(path.join(HERE, file));
    hash.update(`${file}\0${mode & 0o111}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

interface Build extends EnsureImagesOptions {
  dir: string;
  downloads: string;
  lock: string;
}

/** Builds beside the place and moves there when all is done; flock(1) lets one process in at a time. */
async function build({ dir, downloads, lock, log }: Build): Promise<void> {
  const part = `${dir}.part`;
  // Images of earlier scripts go after a week; sooner, a running lab might still boot from them.
  const script = `
    test -e "$1" && exit
    find "$(dirname "$1")" -mindepth 1 -maxdepth 1 -type d -mtime +7 ! -path "$4" -exec rm -rf {} +
    rm -rf "$2" && mkdir -p "$2" && "$3" "$2" "$4" && mv "$2" "$1"`;
  log(`lab: building images in ${dir} (downloads are kept in ${downloads})`);
  const startedAt = Date.now();
  await run(
    'flock',
    [lock, 'bash', '-c', script, 'build', dir, part, path.join(HERE, 'images/build.sh'), downloads],
    log,
  );
  log(`lab: images are ready after ${Math.round((Date.now() - startedAt) / 1000)} s`);
}

async function run(program: string, args: string[], log: (line: string) => void): Promise<void> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n').filter(Boolean)) {
        lines.push(line);
        log(`lab: ${line}`);
      }
    });
  }
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  if (code !== 0) {
    throw new Error(
      `The lab's images could not be built: ${lines.slice(-5).join(' / ') || `exit ${code}`}`,
    );
  }
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}

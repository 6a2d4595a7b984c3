/**
 * Phase kexec: from whatever Linux runs there into our installer, without a firmware boot.
 * The tarball's contract is that of nixos-images: `kexec/run` loads kernel and initrd, packs keys, host
 * keys and network state beside them, says so in one line, and leaves six seconds later by itself.
 * We do not wait for that: once it has loaded, `kexec -e` is called at once.
 *
 * @see https://github.com/nix-community/nixos-images
 */

import { MachineError } from '../domain/error.ts';
import type { Facts } from '../domain/facts.ts';
import { type Command, script, sh } from '../ssh/command.ts';
import { act, msLeft, waitUntil } from './act.ts';
import { awaitNextBoot } from './arrive.ts';
import { type Contact, type InstallRun, type KexecImage, targetOf } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import { runJob } from './job.ts';
import { openImage } from './kexec-image.ts';

const DIRECTORY = '/root/kexec-installer';

/** Unpacked image, its loaded copy, and the installer's own start: below this the kernel runs out. */
const MEMORY_NEEDED_MIB = 900;

/** Brings the machine into the installer; a machine that is already there stays. */
export async function enterInstaller(run: InstallRun, contact: Contact): Promise<Contact> {
  const start = await act(run, 'kexec.check', async () => {
    const facts = await run.deps.records.loadFacts(run.installId, 'before');
    if (isInstaller(facts)) return null;
    checkMemory(facts);
    return { architecture: facts.architecture };
  });
  if (start === null) {
    run.jobTag = `-${run.installId.slice(0, 8)}-${run.attempt ?? 1}`;
    return contact;
  }
  const image = run.deps.kexecImage(start.architecture);
  await fetchImage(run, contact, image);
  await leave(run, contact);
  const installer = await awaitNextBoot(run, contact, {
    name: 'kexec.boot',
    what: 'the installer answers',
    deadlineMs: DEADLINES.kexecBootMs,
    hostKey: null,
    access: contact.access,
  });
  await proveInstaller(run, installer);
  return installer;
}

/** True for every NixOS installer: kexec image, ISO, netboot. */
export function isInstaller(facts: Facts): boolean {
  return facts.system.osId === 'nixos' && facts.system.osVariantId === 'installer';
}

function checkMemory(facts: Facts): void {
  if (facts.memoryAvailableMib >= MEMORY_NEEDED_MIB) return;
  throw new MachineError(
    'machine.memory-too-small',
    `The machine has ${facts.memoryAvailableMib} MiB of ${facts.memoryMib} MiB free; the installer needs ${MEMORY_NEEDED_MIB} MiB. Nothing was touched. Stop what runs there, or take a larger machine.`,
    { availableMib: facts.memoryAvailableMib, neededMib: MEMORY_NEEDED_MIB },
  );
}

async function fetchImage(run: InstallRun, contact: Contact, image: KexecImage): Promise<void> {
  if (image.delivery === 'target') {
    await runJob(run, contact, {
      name: 'kexec-fetch',
      what: 'the machine fetches the installer',
      script: unpackFrom(
        sh`curl --fail --silent --show-error --location --retry 3 ${image.url}`,
        image,
      ),
      deadlineMs: DEADLINES.kexecFetchMs,
      failure: 'machine.kexec-failed',
    });
    return;
  }
  const until = await waitUntil(
    run,
    'kexec.send',
    'the installer is sent to the machine',
    DEADLINES.kexecFetchMs,
  );
  await act(run, 'kexec.send', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, contact), { signal });
    const unpack = sh`bash -c ${unpackFrom(sh`cat`, image).text}`;
    const stdin = await openImage(image.url, signal);
    await machine(shell.run(unpack, { stdin, deadlineMs: msLeft(run, until), signal }));
    return null;
  });
}

/** Unpacks and hashes in one pass; a wrong hash removes everything before any of it could run. */
function unpackFrom(source: Command, image: KexecImage): Command {
  return script(sh`set -euo pipefail
dir=${DIRECTORY}
rm -rf "$dir"
mkdir -p "$dir"
mkfifo "$dir/hash"
sha256sum < "$dir/hash" > "$dir/sum" &
hashing=$!
${source} | tee "$dir/hash" | tar -C "$dir" ${decompression(image.url)} -xf -
wait "$hashing"
if [ "$(cut -d' ' -f1 "$dir/sum")" != ${image.sha256} ]; then
  echo "the installer image has SHA-256 $(cut -d' ' -f1 "$dir/sum"), wanted "${image.sha256} >&2
  rm -rf "$dir"
  exit 3
fi
test -x "$dir/kexec/run" && test -x "$dir/kexec/kexec"`);
}

function decompression(url: string): string {
  if (url.endsWith('.zst')) return '--zstd';
  return url.endsWith('.xz') ? '-J' : '-z';
}

/** Loads the installer and goes there; as a job it happens once on this boot, however often it is asked. */
async function leave(run: InstallRun, contact: Contact): Promise<void> {
  await act(run, 'kexec.leave', async ({ signal, machine }) => {
    const shell = await machine(
      run.deps.shells.open(await targetOf(run, contact), { signal }),
    ).catch(() => null);
    // Not reachable on this boot any more: an earlier try of this step has sent it on its way.
    if (shell === null) return null;
    const { stdout } = await shell.run(sh`cat /proc/sys/kernel/random/boot_id`, { signal });
    if (stdout.trim() !== contact.bootId) return null;
    await machine(shell.startJob({ name: 'kexec-leave', script: LEAVE }));
    const loaded = await machine(
      shell.followJob('kexec-leave', { deadlineMs: DEADLINES.leaveMs, signal }).catch(() => null),
    );
    if (loaded !== null && loaded.exitCode !== 0) throw notLoaded(loaded.tail);
    return null;
  });
}

/**
 * The job ends before the machine leaves: what is still to come is left to a child of init, after the
 * last line has been read.
 */
const LEAVE = script(sh`cd ${DIRECTORY}/kexec
./run > ../run.log 2>&1 || { tail -n 40 ../run.log; exit 4; }
grep -q 'machine will boot into nixos' ../run.log || { tail -n 40 ../run.log; exit 5; }
sync
setsid sh -c 'sleep 0.3; exec ./kexec -e' > /dev/null 2>&1 < /dev/null &`);

function notLoaded(tail: readonly string[]): MachineError {
  return new MachineError(
    'machine.kexec-failed',
    `The installer could not be loaded by kexec; the machine still runs its old system and no disk was touched. Last lines: ${tail.slice(-5).join(' | ')}`,
    { tail },
  );
}

async function proveInstaller(run: InstallRun, installer: Contact): Promise<void> {
  await act(run, 'kexec.prove', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, installer), { signal });
    const { stdout } = await machine(
      shell.run(sh`. /etc/os-release; echo "$ID/\${VARIANT_ID:-}"`, { signal }),
    );
    if (stdout.trim() === 'nixos/installer') return null;
    throw new MachineError(
      'machine.wrong-boot',
      `After kexec the machine came up in ${stdout.trim()} instead of the NixOS installer. No disk was touched.`,
      { system: stdout.trim() },
    );
  });
}

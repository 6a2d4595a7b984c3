/** What is to be put onto the disks, known before they are wiped; by the place where it is built. */

import { MachineError } from '../domain/error.ts';
import { type Command, script, sh } from '../ssh/command.ts';
import type { Contact, InstallRun } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import { evaluateFlake } from './flake.ts';
import { lastStorePath, NIX } from './flake-place.ts';
import { requirePlannedDisks } from './foreign-disks.ts';
import { runJob } from './job.ts';
import { NO_COLLECTION } from './memory-guard.ts';
import { buildOnService, copyToMachine } from './service-build.ts';
import { requireFetchable, USUAL_CACHE } from './store-paths.ts';
import { substituterOptions, usableSubstituters } from './substituters.ts';

/** `derivations` are built on the machine, `paths` fetched by it, `copies` come from the service. Store paths all. */
export interface Blueprint {
  readonly kind: 'derivations' | 'paths' | 'copies';
  readonly system: string;
  readonly disko: string;
  /** URLs of the extra caches that the machine reaches. */
  readonly substituters: readonly string[];
}

/** Nothing is destroyed yet, and nothing was when it throws. */
export async function drawBlueprint(run: InstallRun, installer: Contact): Promise<Blueprint> {
  const { build } = run.request.system;
  const substituters = await usableSubstituters(run, installer);
  if (build?.paths !== undefined) {
    await requireFetchable(run, installer, build.paths, [...substituters, USUAL_CACHE]);
    return { kind: 'paths', ...build.paths, substituters };
  }
  const evaluation = await evaluateFlake(run, installer);
  await requirePlannedDisks(run, installer, evaluation);
  const { systemDrv: system, diskoDrv } = evaluation;
  const drawn = { system, disko: diskoDrv ?? '', substituters };
  if (build?.place !== 'service') return { kind: 'derivations', ...drawn };
  return { kind: 'copies', ...(await buildOnService(run, drawn)), substituters };
}

/** Brings the script that lays out the disks into the installer; returns its path. */
export async function bringDisko(
  run: InstallRun,
  installer: Contact,
  blueprint: Blueprint,
): Promise<string> {
  if (blueprint.kind === 'copies') {
    await copyToMachine(run, installer, { name: 'disko-copy', path: blueprint.disko, root: '/' });
    return blueprint.disko;
  }
  const options = substituterOptions(run, blueprint.substituters);
  const lines = await runJob(run, installer, {
    name: 'disko-build',
    what: 'the script that lays out the disks is built, before anything is destroyed',
    script: script(sh`nix-store ${NO_COLLECTION} ${options}--realise ${blueprint.disko}`),
    deadlineMs: DEADLINES.diskoBuildMs,
    failure: 'machine.build-failed',
  });
  return pathOf(lines, 'the disk layout', 'Nothing was destroyed.');
}

/** Brings the system into the store of the new disks; returns its path. */
export async function bringSystem(
  run: InstallRun,
  installer: Contact,
  blueprint: Blueprint,
): Promise<string> {
  if (blueprint.kind === 'copies') {
    const copy = { name: 'system-copy', path: blueprint.system, root: '/mnt' } as const;
    await copyToMachine(run, installer, copy);
    return blueprint.system;
  }
  const lines = await runJob(run, installer, {
    name: 'system-build',
    what: 'the system is built into the new disks',
    script: buildScript(blueprint, substituterOptions(run, blueprint.substituters)),
    deadlineMs: DEADLINES.systemBuildMs,
    failure: 'machine.build-failed',
  });
  return pathOf(lines, 'the system', 'The disks are formatted and empty.');
}

/** Straight into /mnt: the installer's own store is a small part of the memory. What was evaluated is not evaluated again. */
function buildScript({ kind, system }: Blueprint, options: Command): Command {
  if (kind === 'derivations') {
    return script(
      sh`${NIX} ${NO_COLLECTION} build ${options}--store /mnt --eval-store auto --no-link --print-out-paths ${`${system}^out`}`,
    );
  }
  return script(sh`nix-store ${NO_COLLECTION} ${options}--store /mnt --realise ${system}
for part in init nixos-version bin/switch-to-configuration; do
  [ -e ${`/mnt${system}`}/$part ] || { echo "it has no $part and is no NixOS system"; exit 21; }
done
echo ${system}`);
}

function pathOf(lines: readonly string[], what: string, state: string): string {
  const found = lastStorePath(lines);
  if (found !== undefined) return found;
  throw new MachineError(
    'machine.build-failed',
    `Nix built ${what} but named no store path. ${state}`,
    { tail: lines },
  );
}

/** The flake on the machine, and the one evaluation of it: all that is built later comes from its result. */

import { MachineError, RequestError } from '../domain/error.ts';
import type { Evaluation } from '../domain/evaluation.ts';
import type { FlakeFile } from '../domain/plan.ts';
import { EVALUATION } from '../generate/evaluation.ts';
import { ownerObstacles } from '../plan/files.ts';
import { moduleObstacles } from '../plan/layout-module.ts';
import { findObstacles } from '../plan/reachable.ts';
import { type Command, script, sh } from '../ssh/command.ts';
import type { Shell } from '../ssh/shell.ts';
import { act, msLeft, waitUntil } from './act.ts';
import { type Contact, type InstallRun, targetOf } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import { parseEvaluation } from './evaluation.ts';
import { putFiles } from './files.ts';
import { configurationOf, FLAKE_DIRECTORY, NIX } from './flake-place.ts';
import { SECRETS_DIRECTORY, secretEnvironment, secretFiles } from './flake-secrets.ts';
import { runJob } from './job.ts';
import { GROW_STORE, NO_COLLECTION } from './memory-guard.ts';
import { workbenchOf } from './service-build.ts';

/** Where the evaluation happens: on the machine, or where the service runs. */
interface Place {
  /** Of the flake. */
  readonly directory: string;
  /** Of keys and tokens, while it is evaluated. */
  readonly secrets: string;
  readonly result: string;
}

const ON_MACHINE: Place = {
  directory: FLAKE_DIRECTORY,
  secrets: SECRETS_DIRECTORY,
  result: '/run/ironflake/evaluation.json',
};

/**
 * Puts the flake onto the machine, evaluates it there or on the service, and refuses a system that could not be
 * reached again. Nothing was destroyed when it throws.
 *
 * @throws RequestError `request.flake-unreachable`, `request.not-found`; MachineError `machine.build-failed`
 */
export async function evaluateFlake(run: InstallRun, installer: Contact): Promise<Evaluation> {
  const isOurs = run.request.system.build?.place === 'service';
  await act(run, 'disko.put-flake', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, installer), { signal });
    await machine(putFlake(run, shell, { place: ON_MACHINE, hasSecrets: !isOurs, signal }));
    return null;
  });
  const text = isOurs
    ? await evaluateOnService(run, installer)
    : await evaluateOnMachine(run, installer);
  const evaluation = parseEvaluation(text);
  await requireReachable(run, evaluation);
  return evaluation;
}

async function evaluateOnMachine(run: InstallRun, installer: Contact): Promise<string> {
  await runJob(run, installer, {
    name: 'flake-evaluate',
    what: 'the system is evaluated, before anything is destroyed',
    script: evaluationScript(run, ON_MACHINE),
    deadlineMs: DEADLINES.diskoBuildMs,
    failure: 'machine.build-failed',
  });
  const text = await act(run, 'flake.read', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, installer), { signal });
    const read = sh`rm -rf ${SECRETS_DIRECTORY}; cat ${ON_MACHINE.result}`;
    const { stdout } = await machine(shell.run(read, { signal }));
    return stdout;
  });
  if (!isOwn(run)) {
    await act(run, 'disko.keep-lock', async ({ signal, machine }) => {
      const shell = await run.deps.shells.open(await targetOf(run, installer), { signal });
      const lock = await machine(shell.run(sh`cat ${FLAKE_DIRECTORY}/flake.lock`, { signal }));
      await saveLock(run, lock.stdout);
      return null;
    });
  }
  return text;
}

/** The lock names places of the machine, whoever made it. */
async function evaluateOnService(run: InstallRun, installer: Contact): Promise<string> {
  const { shell, folder } = workbenchOf(run);
  const name = 'service-evaluate';
  const what = 'the system is evaluated by the service, before anything is destroyed';
  const until = await waitUntil(run, name, what, DEADLINES.diskoBuildMs);
  return act(run, name, async ({ signal }) => {
    const root = await folder(run.installId);
    const place = {
      directory: `${root}/flake`,
      secrets: `${root}/access`,
      result: `${root}/result.json`,
    };
    await putFlake(run, shell, { place, hasSecrets: true, signal });
    await shell
      .run(evaluationScript(run, place), { signal, deadlineMs: msLeft(run, until) })
      .finally(() => shell.run(sh`rm -rf ${place.secrets}`));
    const { stdout } = await shell.run(sh`cat ${place.result}`, { signal });
    if (isOwn(run)) return stdout;
    const lock = await shell.run(sh`cat ${`${place.directory}/flake.lock`}`, { signal });
    const text = lock.stdout.replaceAll(`${place.directory}/base`, `${FLAKE_DIRECTORY}/base`);
    await saveLock(run, text);
    const machine = await run.deps.shells.open(await targetOf(run, installer), { signal });
    await putFiles(machine, [toMachineFile({ path: 'flake.lock', text }, FLAKE_DIRECTORY)], {
      signal,
    });
    return stdout;
  });
}

interface Putting {
  readonly place: Place;
  readonly hasSecrets: boolean;
  readonly signal: AbortSignal;
}

async function putFlake(
  run: InstallRun,
  shell: Pick<Shell, 'run'>,
  { place, hasSecrets, signal }: Putting,
): Promise<void> {
  const { directory } = place;
  const { flake } = run.request.system;
  if (flake?.source.kind === 'upload') {
    // An own flake is the flake; one that is extended lies below ours.
    const below = flake.mode === 'own' ? directory : `${directory}/base`;
    const stdin = await run.deps.uploads.read(flake.source.flakeId);
    await shell.run(unpackScript(below), { signal, stdin });
  }
  const files = await run.deps.records.loadFlake(run.installId);
  const secrets = hasSecrets ? await secretFiles(run, place.secrets) : [];
  const placed = [...files.map((file) => toMachineFile(file, directory)), ...secrets];
  await putFiles(shell, placed, { signal });
}

/** An absolute path in it is one of the machine; elsewhere it has to lead there too. */
function toMachineFile({ path, text }: FlakeFile, directory: string) {
  const here = text.replaceAll(`path:${FLAKE_DIRECTORY}/base`, `path:${directory}/base`);
  return { path: `${directory}/${path}`, text: path === 'flake.nix' ? here : text, mode: '0644' };
}

/** The archive was packed by us, of entries that stay in their folder. */
function unpackScript(directory: string): Command {
  return sh`set -eu; umask 022; rm -rf ${directory} && mkdir -p ${directory} && tar -C ${directory} --no-same-owner -xzf -`;
}

/** A caller's own flake is taken as it is, its lock too. */
function evaluationScript({ request: { system } }: InstallRun, place: Place): Command {
  const { hostname, flake } = system;
  const lock = flake?.mode === 'own' ? sh`--no-write-lock-file ` : sh``;
  const part = `${place.result}.part`;
  const grow =
    place === ON_MACHINE
      ? sh`${GROW_STORE}
`
      : sh``;
  return script(sh`set -eu
${grow}umask 077
mkdir -p "$(dirname -- ${place.result})"
${secretEnvironment(flake, place.secrets)}${NIX} ${NO_COLLECTION} eval --json ${lock}${configurationOf(hostname, flake, place.directory)} --apply ${EVALUATION} > ${part}
mv ${part} ${place.result}`);
}

function isOwn({ request }: InstallRun): boolean {
  return request.system.flake?.mode === 'own';
}

/** The lock is made by Nix where the evaluation happens, and handed back with the flake. */
async function saveLock(run: InstallRun, text: string): Promise<void> {
  const files = await run.deps.records.loadFlake(run.installId);
  const others = files.filter((file) => file.path !== 'flake.lock');
  await run.deps.records.saveFlake(run.installId, [...others, { path: 'flake.lock', text }]);
}

async function requireReachable(run: InstallRun, evaluation: Evaluation): Promise<void> {
  await act(run, 'flake.reachable', async () => {
    const plan = await run.deps.records.loadPlan(run.installId);
    const { obstacles, doubts } = findObstacles(evaluation, plan);
    if (obstacles.length > 0) {
      throw new RequestError(
        'request.flake-unreachable',
        `Nix evaluated the system of ${plan.system.hostname}, and it could not be reached again: ${obstacles.join('; ')}. Nothing was wiped; correct the flake and start the install again.`,
        { obstacles },
      );
    }
    if (plan.layout.module !== undefined) requireFitting(moduleObstacles(evaluation, plan));
    requireOwners(ownerObstacles(plan.system.files ?? [], evaluation.owners));
    if (evaluation.diskoDrv === null) {
      throw new MachineError(
        'machine.build-failed',
        'Nix evaluated the system, and it declares no disks (disko.devices.disk is empty), so nothing says how to divide them. Nothing was wiped; declare them, or use "extend".',
      );
    }
    for (const [index, doubt] of doubts.entries()) {
      await run.deps.records.note(run.installId, `flake.doubt.${index}`, doubt);
    }
    return null;
  });
}

function requireOwners(obstacles: readonly string[]): void {
  if (obstacles.length === 0) return;
  throw new RequestError(
    'request.invalid',
    `Nix evaluated the system, and files of system.files would have nobody to belong to: ${obstacles.join('; ')}. Nothing was wiped; declare them in "modules", or give UID:GID, and start the install again.`,
    { field: 'system.files', obstacles },
  );
}

function requireFitting(obstacles: readonly string[]): void {
  if (obstacles.length === 0) return;
  throw new RequestError(
    'request.layout-impossible',
    `Nix evaluated the disko module of the request, and it cannot stand on this machine: ${obstacles.join('; ')}. Nothing was wiped; correct layout.module, or choose a preset.`,
    { obstacles },
  );
}

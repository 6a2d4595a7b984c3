/** The flake on the machine, and the one evaluation of it: all that is built later comes from its result. */

import { MachineError, RequestError } from '../domain/error.ts';
import type { Evaluation } from '../domain/evaluation.ts';
import type { FlakeFile } from '../domain/plan.ts';
import { EVALUATION } from '../generate/evaluation.ts';
import { findObstacles } from '../plan/reachable.ts';
import { type Command, script, sh } from '../ssh/command.ts';
import { act } from './act.ts';
import { type Contact, type InstallRun, targetOf } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import { parseEvaluation } from './evaluation.ts';
import { putFiles } from './files.ts';
import { configurationOf, FLAKE_DIRECTORY, NIX } from './flake-place.ts';
import { SECRETS_DIRECTORY, secretEnvironment, secretFiles } from './flake-secrets.ts';
import { runJob } from './job.ts';
import { GROW_STORE, NO_COLLECTION } from './memory-guard.ts';

const RESULT = '/run/ironflake/evaluation.json';

/**
 * Puts the flake onto the machine, evaluates it there, and refuses a system that could not be reached again.
 * Nothing was destroyed when it throws.
 *
 * @throws RequestError `request.flake-unreachable`, `request.not-found`; MachineError `machine.build-failed`
 */
export async function evaluateFlake(run: InstallRun, installer: Contact): Promise<Evaluation> {
  await putFlake(run, installer);
  await runJob(run, installer, {
    name: 'flake-evaluate',
    what: 'the system is evaluated, before anything is destroyed',
    script: evaluationScript(run),
    deadlineMs: DEADLINES.diskoBuildMs,
    failure: 'machine.build-failed',
  });
  const text = await act(run, 'flake.read', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, installer), { signal });
    const read = sh`rm -rf ${SECRETS_DIRECTORY}; cat ${RESULT}`;
    const { stdout } = await machine(shell.run(read, { signal }));
    return stdout;
  });
  await keepLock(run, installer);
  const evaluation = parseEvaluation(text);
  await requireReachable(run, evaluation);
  return evaluation;
}

async function putFlake(run: InstallRun, installer: Contact): Promise<void> {
  await act(run, 'disko.put-flake', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, installer), { signal });
    const archive = await uploadOf(run);
    if (archive !== null) {
      const { directory, stdin } = archive;
      await machine(shell.run(unpackScript(directory), { signal, stdin }));
    }
    const files = await run.deps.records.loadFlake(run.installId);
    const placed = [...files.map(toMachineFile), ...(await secretFiles(run, SECRETS_DIRECTORY))];
    await machine(putFiles(shell, placed, { signal }));
    return null;
  });
}

function toMachineFile({ path, text }: FlakeFile) {
  return { path: `${FLAKE_DIRECTORY}/${path}`, text, mode: '0644' };
}

interface Upload {
  readonly directory: string;
  readonly stdin: Buffer;
}

/** An own flake is the flake; one that is extended lies below ours. */
async function uploadOf(run: InstallRun): Promise<Upload | null> {
  const { flake } = run.request.system;
  if (flake?.source.kind !== 'upload') return null;
  const directory = flake.mode === 'own' ? FLAKE_DIRECTORY : `${FLAKE_DIRECTORY}/base`;
  return { directory, stdin: await run.deps.uploads.read(flake.source.flakeId) };
}

/** The archive was packed by us, of entries that stay in their folder. */
function unpackScript(directory: string): Command {
  return sh`set -eu; umask 022; rm -rf ${directory} && mkdir -p ${directory} && tar -C ${directory} --no-same-owner -xzf -`;
}

function evaluationScript({ request: { system } }: InstallRun): Command {
  const { hostname, flake } = system;
  return script(sh`${GROW_STORE}
umask 077
mkdir -p /run/ironflake
${secretEnvironment(flake, SECRETS_DIRECTORY)}${NIX} ${NO_COLLECTION} eval --json ${lockOptions(flake?.mode === 'own')}${configurationOf(hostname, flake)} --apply ${EVALUATION} > ${`${RESULT}.part`}
mv ${`${RESULT}.part`} ${RESULT}`);
}

/** A caller's own flake is taken as it is, its lock too. */
function lockOptions(isOwn: boolean): Command {
  return isOwn ? sh`--no-write-lock-file ` : sh``;
}

/** The lock is made by Nix where the evaluation happens, and handed back with the flake. */
async function keepLock(run: InstallRun, installer: Contact): Promise<void> {
  if (run.request.system.flake?.mode === 'own') return;
  await act(run, 'disko.keep-lock', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, installer), { signal });
    const lock = await machine(shell.run(sh`cat ${FLAKE_DIRECTORY}/flake.lock`, { signal }));
    const files = await run.deps.records.loadFlake(run.installId);
    const others = files.filter((file) => file.path !== 'flake.lock');
    await run.deps.records.saveFlake(run.installId, [
      ...others,
      { path: 'flake.lock', text: lock.stdout },
    ]);
    return null;
  });
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

/** A caller's own disko module, held against the plan as early as can be: where this service may run callers' Nix code. */

import { errorCode, RequestError } from '../domain/error.ts';
import type { Evaluation } from '../domain/evaluation.ts';
import type { Facts } from '../domain/facts.ts';
import type { Plan } from '../domain/plan.ts';
import { EVALUATION } from '../generate/evaluation.ts';
import { moduleObstacles, strangeDevices } from '../plan/layout-module.ts';
import { sh } from '../ssh/command.ts';
import { act } from './act.ts';
import type { InstallRun } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import { devicesOf } from './evaluation.ts';
import { putFiles } from './files.ts';
import { configurationOf, NIX } from './flake-place.ts';

/**
 * Evaluates the disks of the generated flake here, if the configuration allows builds. What Nix cannot evaluate here
 * (it may not reach the inputs) is no reason to end: the machine evaluates all of it before the wipe. Nothing is touched.
 *
 * @throws RequestError `request.layout-impossible`: the module is no Nix, or cannot stand on the machine
 */
export async function checkModule(run: InstallRun): Promise<void> {
  const { layout, system } = run.request;
  if (layout.module === undefined || system.flake !== undefined) return;
  await act(run, 'plan.module', async ({ signal }) => {
    const { workbench, records } = run.deps;
    // Looked up within the step: the configuration may be another one when the run is repeated.
    if (!workbench.allowsBuilds) return null;
    const plan = await records.loadPlan(run.installId);
    const facts = await records.loadFacts(run.installId, 'before');
    const directory = `${await workbench.folder(run.installId)}/plan`;
    const files = await records.loadFlake(run.installId);
    const placed = files.map(({ path, text }) => ({
      path: `${directory}/${path}`,
      text,
      mode: '0644',
    }));
    await putFiles(workbench.shell, placed, { signal });
    const options = { signal, deadlineMs: DEADLINES.diskoBuildMs };
    await requireNix(
      workbench.shell.run(
        sh`nix-instantiate --parse ${`${directory}/disko.nix`} > /dev/null`,
        options,
      ),
    );
    const devices = await workbench.shell
      .run(
        sh`${NIX} eval --json ${configurationOf(plan.system.hostname, undefined, directory)} --apply ${`machine: ((${EVALUATION}) machine).devices`}`,
        options,
      )
      .then(({ stdout }) => devicesOf(JSON.parse(stdout)))
      .catch(async (error: unknown) => {
        signal.throwIfAborted();
        await records.note(run.installId, 'plan.module', notEvaluated(error));
        return null;
      });
    if (devices !== null) requireFitting(devices, plan, facts);
    return null;
  });
}

async function requireNix(parsing: Promise<unknown>): Promise<void> {
  await parsing.catch((error: unknown) => {
    if (errorCode(error) === 'request.cancelled') throw error;
    throw new RequestError(
      'request.layout-impossible',
      `Read layout.module as Nix: ${wordsOf(error)}. Nothing was touched; correct it, and ask again.`,
      { field: 'layout.module' },
    );
  });
}

function requireFitting(
  devices: NonNullable<Evaluation['devices']>,
  plan: Plan,
  facts: Facts,
): void {
  const obstacles = [
    ...strangeDevices(devices, plan, facts.disks),
    ...moduleObstacles({ devices }, plan),
  ];
  if (obstacles.length === 0) return;
  throw new RequestError(
    'request.layout-impossible',
    `Nix evaluated the disko module of the request, and it cannot stand on this machine: ${obstacles.join('; ')}. Nothing was touched; correct layout.module, or choose a preset.`,
    { obstacles },
  );
}

function notEvaluated(error: unknown): string {
  return `The disko module could not be evaluated here, and will be on the machine, before the wipe: ${wordsOf(error)}`;
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 2000) : String(error);
}

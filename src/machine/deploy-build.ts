/** The system that a deployment is to run: built on the machine into its own store, or found there. */

import type { Deployment } from '../domain/deployment.ts';
import { MachineError, RequestError } from '../domain/error.ts';
import type { Facts } from '../domain/facts.ts';
import { type ManagedMachine, PAPERS } from '../domain/managed-machine.ts';
import type { FlakeFile, Plan } from '../domain/plan.ts';
import { lastStorePath, NIX } from '../install/flake-place.ts';
import { type Command, sh } from '../ssh/command.ts';
import { step } from '../workflow/step.ts';
import { type MachineDependencies, PATIENT, targetOf } from './context.ts';
import { flakeWithModules } from './deploy-files.ts';
import { runMachineJob } from './job.ts';

/** Where a deployment keeps its flake and its hold on what was built; removed at its end. */
export function workPlace(deploymentId: string): string {
  return `/var/tmp/ironflake/${deploymentId}`;
}

const BUILD_LIMIT_MS = 90 * 60_000;

/** Leaves the system in the machine's store, held against garbage collection. Returns its path. */
export async function buildSystem(
  deps: MachineDependencies,
  deployment: Deployment,
): Promise<string> {
  const { request, machineId, deploymentId } = deployment;
  switch (request.kind) {
    case 'generation':
      return findGeneration(deps, machineId, request.generation);
    case 'flake':
      return build(deps, deployment, `${request.url}#${attributeOf(request.attribute)}`);
    case 'modules': {
      const hostname = await putFlake(deps, deployment, request.modules);
      const place = `path:${workPlace(deploymentId)}/flake`;
      return build(deps, deployment, `${place}#${attributeOf(hostname)}`);
    }
    default:
      return request satisfies never;
  }
}

function attributeOf(name: string): string {
  return `nixosConfigurations."${name}".config.system.build.toplevel`;
}

async function findGeneration(
  deps: MachineDependencies,
  machineId: string,
  generation: number,
): Promise<string> {
  return step(
    'build.find-generation',
    async ({ signal }) => {
      const machine = await deps.machines.get(machineId);
      const shell = await deps.shells.open(await targetOf(deps, machine), { signal });
      const { stdout } = await shell.run(generationCommand(generation), { signal });
      const found = lastStorePath([stdout.trim()]);
      if (found !== undefined) return found;
      throw new RequestError(
        'request.not-found',
        `Machine ${machine.name} no longer has the generation ${generation}. Nothing was changed; choose one of those it lists.`,
        { generation },
      );
    },
    PATIENT,
  );
}

function generationCommand(generation: number): Command {
  return sh`system=$(readlink -e ${`/nix/var/nix/profiles/system-${generation}-link`}) && [ -x "$system/bin/switch-to-configuration" ] && echo "$system" || true`;
}

/** Returns the hostname, by which the flake calls its one system. */
async function putFlake(
  deps: MachineDependencies,
  { machineId, deploymentId }: Deployment,
  modules: readonly string[],
): Promise<string> {
  return step(
    'build.put-flake',
    async ({ signal }) => {
      const machine = await deps.machines.get(machineId);
      const { plan, files } = await changedFlake(deps, machine, modules);
      const shell = await deps.shells.open(await targetOf(deps, machine), { signal });
      const place = `${workPlace(deploymentId)}/flake`;
      await shell.run(sh`rm -rf ${place} && mkdir -p ${place}/modules`, { signal });
      for (const { path, text } of files) {
        await shell.put({ path: `${place}/${path}`, content: text, mode: '0644', signal });
      }
      return plan.system.hostname;
    },
    PATIENT,
  );
}

/**
 * The plan and the files with these modules.
 *
 * @throws RequestError `request.conflict` for a machine that was not made by a plan of ours
 */
export async function changedFlake(
  deps: Pick<MachineDependencies, 'papers'>,
  { machineId, name }: ManagedMachine,
  modules: readonly string[],
): Promise<{ readonly plan: Plan; readonly files: readonly FlakeFile[] }> {
  const plan = await deps.papers.find<Plan>(machineId, PAPERS.plan);
  const facts = await deps.papers.find<Facts>(machineId, PAPERS.plannedFacts);
  const present = await deps.papers.find<readonly FlakeFile[]>(machineId, PAPERS.flake);
  if (plan === null || facts === null || present === null) {
    throw new RequestError(
      'request.conflict',
      `Machine ${name} was adopted and has no flake of this service whose modules could be changed. Nothing was touched; deploy a flake by its URL.`,
      { machineId },
    );
  }
  if (plan.system.flake?.mode === 'own') throw runsOwnFlake(name, machineId);
  const changed = { ...plan, system: { ...plan.system, modules } };
  return { plan: changed, files: flakeWithModules(plan, facts, present, modules) };
}

function runsOwnFlake(name: string, machineId: string): RequestError {
  return new RequestError(
    'request.conflict',
    `Machine ${name} runs a flake of its owner's, to which no modules are added. Nothing was touched; deploy that flake by its URL.`,
    { machineId },
  );
}

async function build(
  deps: MachineDependencies,
  { machineId, deploymentId }: Deployment,
  installable: string,
): Promise<string> {
  const place = workPlace(deploymentId);
  const lines = await runMachineJob(deps, machineId, {
    name: `deploy-build-${deploymentId}`,
    what: 'building the new system',
    script: sh`mkdir -p ${place}
cd ${place}
${NIX} build --out-link ${`${place}/result`} --print-out-paths ${installable}`,
    deadlineMs: BUILD_LIMIT_MS,
    failure: 'machine.build-failed',
  });
  const built = lastStorePath(lines);
  if (built !== undefined) return built;
  throw new MachineError(
    'machine.build-failed',
    'Nix built the new system but named no store path. The machine runs what it ran before.',
    { tail: lines },
  );
}

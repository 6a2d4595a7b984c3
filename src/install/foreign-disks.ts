/** The disks that a caller's own flake or module would partition, held against those that may be wiped. */

import { RequestError } from '../domain/error.ts';
import type { Evaluation } from '../domain/evaluation.ts';
import { type Command, sh } from '../ssh/command.ts';
import { act } from './act.ts';
import { type Contact, type InstallRun, targetOf } from './context.ts';

/**
 * Refuses when they are not the very disks of the plan; looked up on the machine, on the boot on which they are
 * wiped, so that a kernel name means the same disk in both. Generated layouts name the planned disks by construction.
 *
 * @throws RequestError `request.flake-unreachable`
 */
export async function requirePlannedDisks(
  run: InstallRun,
  installer: Contact,
  { disks }: Evaluation,
): Promise<void> {
  const { system, layout } = run.request;
  if (system.flake?.mode !== 'own' && layout.module === undefined) return;
  await act(run, 'flake.disks', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, installer), { signal });
    const { disksToWipe } = await run.deps.records.loadPlan(run.installId);
    const planned = disksToWipe.map(({ device }) => device);
    const { stdout } = await machine(shell.run(resolveScript([...disks, ...planned]), { signal }));
    const found = stdout.trimEnd().split('\n');
    const problems = compareDisks(
      disks.map((name, index) => ({ name, path: found[index] ?? '' })),
      planned.map((name, index) => ({ name, path: found[disks.length + index] ?? '' })),
    );
    if (problems.length === 0) return null;
    throw new RequestError(
      'request.flake-unreachable',
      `The disks of the ${layout.module === undefined ? 'flake' : 'module'} are not those of the plan: ${problems.join('; ')}. Nothing was wiped; choose the disks in "layout.disks", or correct disko.devices.disk.`,
      { obstacles: problems },
    );
  });
}

/** One line for each name: the device it leads to, or nothing. */
function resolveScript(names: readonly string[]): Command {
  return sh`for name in ${names}; do readlink -e -- "$name" || echo; done`;
}

interface Resolved {
  readonly name: string;
  /** Empty: not there. */
  readonly path: string;
}

/** What stands against it, in words; pure. */
export function compareDisks(named: readonly Resolved[], planned: readonly Resolved[]): string[] {
  const wiped = new Set(planned.map(({ path }) => path));
  const divided = new Set(named.map(({ path }) => path));
  return [
    ...named.flatMap(({ name, path }) => {
      if (path === '') return [`${name} is not there`];
      return wiped.has(path) ? [] : [`${name} would be partitioned, and is not planned`];
    }),
    ...planned.flatMap(({ name, path }) =>
      divided.has(path) ? [] : [`${name} would be wiped, and the flake does not use it`],
    ),
  ];
}

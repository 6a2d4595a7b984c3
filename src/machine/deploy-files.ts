/** The machine's own flake with other modules; pure. */

import type { Facts } from '../domain/facts.ts';
import type { FlakeFile, Plan } from '../domain/plan.ts';
import { generateFlake } from '../generate/flake.ts';

/**
 * The files as generated from the plan with these modules. Whatever does not follow from the modules stays
 * byte for byte as it is: disks, hardware, network, and the lock, so that nothing else is upgraded by the way.
 */
export function flakeWithModules(
  plan: Plan,
  facts: Facts,
  present: readonly FlakeFile[],
  modules: readonly string[],
): readonly FlakeFile[] {
  const changed = { ...plan, system: { ...plan.system, modules } };
  const fresh = generateFlake(changed, facts);
  const kept = present.filter(({ path }) => !path.startsWith('modules/') && path !== 'flake.nix');
  const isKept = new Set(kept.map(({ path }) => path));
  return [...fresh.filter(({ path }) => !isKept.has(path)), ...kept];
}

/** Plan and facts → every file of the flake. */

import type { Facts } from '../domain/facts.ts';
import { luksNamesOf } from '../domain/layout.ts';
import type { FlakeFile, Plan } from '../domain/plan.ts';
import { renderAccess } from './access.ts';
import { renderConfiguration } from './configuration.ts';
import { renderDisko } from './disko.ts';
import { renderDisks } from './disks.ts';
import { renderExtendedFlake } from './extended-flake.ts';
import { renderFactsJson } from './facts-json.ts';
import { renderGrow } from './grow.ts';
import { renderHardware } from './hardware.ts';
import { renderImpermanence } from './impermanence.ts';
import { renderKept } from './kept.ts';
import { renderNetwork } from './network.ts';
import { entry, list, type Nix, path, raw, renderFile, renderNix, set, str } from './nix.ts';
import { renderUnlock } from './unlock.ts';

/**
 * The flake of one machine, ready for `nixos-rebuild --flake .#HOSTNAME`; nothing in it needs us any
 * more. Same plan and facts, same bytes. The caller's modules are files of their own, unchanged.
 *
 * @returns flake.nix, disko.nix (with a module of the caller's disks.nix too), hardware.nix, network.nix, where the layout needs them kept.nix,
 *          impermanence.nix, grow.nix and unlock.nix, configuration.nix (access.nix where a caller's flake is extended),
 *          modules/01.nix and so on, facts.json; with a caller's own flake facts.json alone; paths are relative, texts end with a newline (modules: as given)
 */
export function generateFlake(plan: Plan, facts: Facts): FlakeFile[] {
  const { flake } = plan.system;
  const measured = { path: 'facts.json', text: renderFactsJson(facts) };
  if (flake?.mode === 'own') return [measured];
  const modules = plan.system.modules.map((text, index) => ({
    path: `modules/${String(index + 1).padStart(2, '0')}.nix`,
    text,
  }));
  const ours: FlakeFile[] = [
    ...diskoFiles(plan),
    { path: 'hardware.nix', text: renderHardware(plan) },
    { path: 'network.nix', text: renderNetwork(plan.network) },
    ...layoutFiles(plan),
    flake === undefined
      ? { path: 'configuration.nix', text: renderConfiguration(plan.system) }
      : { path: 'access.nix', text: renderAccess(plan.system) },
    ...modules,
  ];
  const files = ours.map((file) => file.path);
  return [
    {
      path: 'flake.nix',
      text:
        flake === undefined ? renderFlake(plan, files) : renderExtendedFlake(plan, flake, files),
    },
    ...ours,
    measured,
  ];
}

/** A module of the caller's is a file of its own, unchanged; beside it stands which disks it was given. */
function diskoFiles(plan: Plan): readonly FlakeFile[] {
  const { module } = plan.layout;
  if (module === undefined) return [{ path: 'disko.nix', text: renderDisko(plan) }];
  return [
    { path: 'disko.nix', text: module },
    { path: 'disks.nix', text: renderDisks(plan) },
  ];
}

function layoutFiles(plan: Plan): readonly FlakeFile[] {
  const { layout, network } = plan;
  const grow = renderGrow(plan);
  return [
    ...(layout.kept.length === 0 ? [] : [{ path: 'kept.nix', text: renderKept(layout.kept) }]),
    ...(layout.isImpermanent
      ? [{ path: 'impermanence.nix', text: renderImpermanence(layout) }]
      : []),
    ...(grow === null ? [] : [{ path: 'grow.nix', text: grow }]),
    ...(luksNamesOf(layout).length > 0
      ? [{ path: 'unlock.nix', text: renderUnlock(network) }]
      : []),
  ];
}

function renderFlake(plan: Plan, files: readonly string[]): string {
  const { hostname } = plan.system;
  return renderFile(
    set([
      entry('description', str(`NixOS on ${hostname}`)),
      entry(
        'inputs',
        set([
          entry('nixpkgs.url', str(plan.inputs.nixpkgsUrl)),
          entry('disko.url', str(plan.inputs.diskoUrl)),
          entry('disko.inputs.nixpkgs.follows', str('nixpkgs')),
        ]),
      ),
      entry('outputs', outputs(plan, files)),
    ]),
  );
}

function outputs({ system }: Plan, files: readonly string[]): Nix {
  const modules = list([
    raw('disko.nixosModules.disko'),
    ...files.map((file) => path(`./${file}`)),
  ]);
  const machine = set([
    entry('system', str(`${system.architecture}-linux`)),
    entry('modules', modules),
  ]);
  const configurations = set([
    entry(
      ['nixosConfigurations', system.hostname],
      raw(`nixpkgs.lib.nixosSystem ${renderNix(machine, 2)}`),
    ),
  ]);
  return raw(`{ nixpkgs, disko, ... }: ${renderNix(configurations, 1)}`);
}

/** The flake that adds this machine's disks, network and hardware to a caller's own. */

import type { FlakeRequest } from '../domain/flake-request.ts';
import type { Plan } from '../domain/plan.ts';
import {
  attributeName,
  entry,
  list,
  type Nix,
  path,
  raw,
  renderFile,
  renderNix,
  set,
  str,
} from './nix.ts';

/** Where the flake lies on the machine, in the installer and installed; an uploaded one lies in it, as `base`. */
export const FLAKE_HOME = '/etc/nixos';

/**
 * flake.nix of mode `extend`. disko's own nixpkgs is left out: its module works with the packages of the
 * configuration it is in.
 *
 * @param files the modules beside it, relative
 */
export function renderExtendedFlake(
  { system, inputs }: Plan,
  flake: FlakeRequest,
  files: readonly string[],
): string {
  const { source } = flake;
  const base = source.kind === 'url' ? source.url : `path:${FLAKE_HOME}/base`;
  return renderFile(
    set([
      entry('description', str(`NixOS on ${system.hostname}`)),
      entry(
        'inputs',
        set([
          entry('base.url', str(base)),
          entry('disko.url', str(inputs.diskoUrl)),
          entry('disko.inputs.nixpkgs.follows', str('')),
        ]),
      ),
      entry('outputs', outputs(system.hostname, flake, files)),
    ]),
  );
}

function outputs(hostname: string, { attribute }: FlakeRequest, files: readonly string[]): Nix {
  const base = `base.nixosConfigurations.${attributeName(attribute)}`;
  const modules = list([
    raw(`(if ${base}.options ? disko then { } else disko.nixosModules.disko)`),
    ...files.map((file) => path(`./${file}`)),
  ]);
  const extension = set([entry('modules', modules)]);
  const configurations = set([
    entry(
      ['nixosConfigurations', hostname],
      raw(`${base}.extendModules ${renderNix(extension, 2)}`),
    ),
  ]);
  return raw(`{ base, disko, ... }: ${renderNix(configurations, 1)}`);
}

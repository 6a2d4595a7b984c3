/** System plan → access.nix: name and way in, for a flake of the caller's that says all else. */

import type { SystemPlan } from '../domain/plan.ts';
import { bool, entry, list, part, raw, renderFile, renderNix, set, str } from './nix.ts';

/** What the caller's flake says of name and release goes before ours; a way in is added to it. */
export function renderAccess(system: SystemPlan): string {
  return renderFile(
    set([
      entry('networking.hostName', raw(`lib.mkDefault ${renderNix(str(system.hostname))}`)),
      part('services.openssh.enable', bool(true)),
      entry('users.users.root.openssh.authorizedKeys.keys', list(system.authorizedKeys.map(str))),
      part(
        'system.stateVersion',
        raw(`lib.mkDefault ${renderNix(str(system.stateVersion))}`),
        'The release this machine was installed with. Stateful defaults follow it; leave it as it is.',
      ),
    ]),
    { head: '{ lib, ... }:' },
  );
}

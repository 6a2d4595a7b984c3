/** System plan → configuration.nix: name, time, and the way in. */

import type { SystemPlan } from '../domain/plan.ts';
import type { PullPolicy } from '../domain/request.ts';
import { bool, type Entry, entry, list, part, renderFile, set, str } from './nix.ts';

/** The smallest system that can be reached again; what it is for stands in the modules. */
export function renderConfiguration(system: SystemPlan): string {
  return renderFile(
    set([
      entry('networking.hostName', str(system.hostname)),
      entry('time.timeZone', str(system.timeZone)),
      part(
        'services.openssh',
        set([
          entry('enable', bool(true)),
          entry('settings.PasswordAuthentication', bool(false)),
          entry('settings.KbdInteractiveAuthentication', bool(false)),
          entry('settings.PermitRootLogin', str('prohibit-password')),
        ]),
      ),
      entry('users.users.root.openssh.authorizedKeys.keys', list(system.authorizedKeys.map(str))),
      part('nix.settings.experimental-features', list([str('nix-command'), str('flakes')])),
      ...(system.pull === undefined ? [] : [pullPart(system.pull)]),
      part(
        'system.stateVersion',
        str(system.stateVersion),
        'The release this machine was installed with. Stateful defaults follow it; leave it as it is.',
      ),
    ]),
    { head: '{ ... }:' },
  );
}

/** NixOS's own timer, which runs `nixos-rebuild switch` against the reference. */
function pullPart({ flake, at, allowReboot }: PullPolicy): Entry {
  return part(
    'system.autoUpgrade',
    set([
      entry('enable', bool(true)),
      entry('flake', str(flake)),
      entry('dates', str(at)),
      entry('randomizedDelaySec', str('30min')),
      entry('allowReboot', bool(allowReboot)),
    ]),
    'Once a day this machine pulls its configuration from here and switches to it.',
  );
}

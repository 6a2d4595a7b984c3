/** Network plan → unlock.nix: an encrypted machine can be unlocked over SSH while it starts. */

import type { NetworkPlan } from '../domain/plan.ts';
import { unitName } from './network.ts';
import {
  bool,
  type Entry,
  entry,
  int,
  list,
  part,
  quoteString,
  raw,
  renderFile,
  set,
  str,
} from './nix.ts';

/** Not 22: the host key of the initrd lies on the unencrypted /boot and is not that of the system. */
export const UNLOCK_PORT = 2222;
/** Where the host key has to stand on the machine whenever the boot loader is installed. */
export const UNLOCK_HOST_KEY = '/etc/secrets/initrd/ssh_host_ed25519_key';
/** Public keys that may unlock besides those of root; has to be there too, and may be empty. */
export const UNLOCK_AUTHORIZED_KEYS = '/etc/secrets/initrd/authorized_keys';
/** The home of every user in a systemd initrd is /var/empty (nixpkgs, users-groups.nix). */
const INITRD_AUTHORIZED_KEYS = '/var/empty/.ssh/authorized_keys';

/**
 * The initrd has the addresses of the system; whoever may log in as root may unlock, and so may the keys of
 * a file on the encrypted disk. Both that file and the host key travel as secrets of the initrd, so that
 * neither is in the Nix store.
 */
export function renderUnlock({ links }: NetworkPlan): string {
  const drivers = links.flatMap(({ driver }) =>
    driver !== null && /^[a-z0-9_]+$/.test(driver) ? [driver] : [],
  );
  const ssh = set([
    entry('enable', bool(true)),
    entry('port', int(UNLOCK_PORT)),
    entry('hostKeys', list([str(UNLOCK_HOST_KEY)])),
    entry('authorizedKeys', raw('config.users.users.root.openssh.authorizedKeys.keys')),
  ]);
  return renderFile(
    set([
      entry('boot.initrd.systemd.enable', bool(true)),
      entry('boot.initrd.systemd.network.enable', bool(true)),
      initrdNetworks(links),
      entry('boot.initrd.network.enable', bool(true)),
      entry('boot.initrd.network.ssh', ssh),
      entry(
        ['boot', 'initrd', 'secrets', INITRD_AUTHORIZED_KEYS],
        str(UNLOCK_AUTHORIZED_KEYS),
        'More keys that may unlock; the file may be empty. Read when the boot loader is written.',
      ),
      entry(
        'boot.initrd.systemd.users.root.shell',
        str('/bin/systemd-tty-ask-password-agent'),
        'Logging in asks for the passphrase, and does nothing else.',
      ),
      part(
        'boot.initrd.availableKernelModules',
        list([...new Set(drivers)].sort().map(str)),
        'Network cards that were measured.',
      ),
    ]),
    {
      head: '{ config, ... }:',
      comment: `Unlock with: ssh -p ${UNLOCK_PORT} root@ADDRESS. Its host key is ${UNLOCK_HOST_KEY}, made before\nthe first boot; it is copied to the unencrypted /boot, so it is not the key of the system.`,
    },
  );
}

/** Devices that networkd makes are left out: bonds and VLANs come with the system, and no way in is a VLAN. */
function initrdNetworks(links: NetworkPlan['links']): Entry {
  const name = 'boot.initrd.systemd.network.networks';
  const all = 'config.systemd.network.networks';
  const isPlain = links.every(({ bond, vlans }) => bond === undefined && vlans === undefined);
  if (isPlain) return entry(name, raw(all));
  const units = links.flatMap(({ bond }, index) =>
    bond === undefined ? [quoteString(unitName(index))] : [],
  );
  return entry(
    name,
    raw(
      `builtins.mapAttrs (_: unit: unit // { vlan = [ ]; }) {\n    inherit (${all}) ${units.join(' ')};\n  }`,
    ),
    'Cards alone: VLANs and bonds are made once the system runs.',
  );
}

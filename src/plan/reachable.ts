/** Whether a system that was only evaluated so far can be reached again once it runs on this machine. */

import type { Evaluation } from '../domain/evaluation.ts';
import type { Plan } from '../domain/plan.ts';

const ROOT_LOGINS: ReadonlySet<string> = new Set(['yes', 'prohibit-password', 'without-password']);

export interface Reachability {
  /** Each says what is missing; one is enough to refuse. */
  readonly obstacles: readonly string[];
  /** For people. */
  readonly doubts: readonly string[];
}

/** Holds what Nix said of the system against the plan; pure. */
export function findObstacles(evaluation: Evaluation, plan: Plan): Reachability {
  const obstacles = [
    ...identityObstacles(evaluation, plan),
    ...sshObstacles(evaluation, plan),
    ...bootObstacles(evaluation, plan),
  ];
  const { usesDhcp, addresses } = evaluation.network;
  const planned = plan.network.links.flatMap((link) => link.addresses.map((own) => own.address));
  const isNamed = addresses.some((own) => planned.includes(own.split('/')[0] ?? ''));
  if (!isNamed && !usesDhcp) {
    const wanted = planned.length === 0 ? 'DHCP' : `${planned.join(' or ')}, or DHCP`;
    obstacles.push(`its network gives it none of the machine's addresses (wanted: ${wanted})`);
  }
  const byDhcp = plan.network.links.some((link) => link.usesDhcp4);
  const doubts =
    isNamed || byDhcp || !usesDhcp
      ? []
      : ['The flake relies on DHCP, which this machine was not seen to use.'];
  return { obstacles, doubts };
}

function identityObstacles({ hostname, platform }: Evaluation, { system }: Plan): string[] {
  const wanted = `${system.architecture}-linux`;
  return [
    ...(hostname === system.hostname
      ? []
      : [`networking.hostName is "${hostname}", and the request says "${system.hostname}"`]),
    ...(platform === null || platform === wanted
      ? []
      : [`it is built for ${platform}, and the machine is ${wanted}`]),
  ];
}

function sshObstacles({ ssh }: Evaluation, { system }: Plan): string[] {
  if (!ssh.isEnabled) return ['services.openssh.enable is not true'];
  const login = ssh.permitRootLogin;
  const has = new Set(ssh.rootKeys.map(keyOf));
  return [
    ...(login === null || ROOT_LOGINS.has(login)
      ? []
      : [`services.openssh.settings.PermitRootLogin is "${login}", and the proof logs in as root`]),
    ...(ssh.readsHome
      ? []
      : [
          'services.openssh.authorizedKeysInHomedir is false, and our login for the proof lies there',
        ]),
    ...(ssh.ports.includes(22)
      ? []
      : [`services.openssh.ports are ${ssh.ports.join(', ')}, and the proof comes to port 22`]),
    ...(system.authorizedKeys.some((key) => has.has(keyOf(key)))
      ? []
      : ['users.users.root.openssh.authorizedKeys has none of the authorizedKeys of the request']),
  ];
}

/** Type and key, without options and comment. */
function keyOf(line: string): string {
  const [, type, key] = /(?:^|\s)((?:ssh|ecdsa|sk)-[\w@.-]+)\s+([A-Za-z0-9+/=]+)/.exec(line) ?? [];
  return `${type} ${key}`;
}

function bootObstacles({ bootLoaders, mountpoints }: Evaluation, { boot }: Plan): string[] {
  const isEfiOnly = bootLoaders.length > 0 && bootLoaders.every((one) => one === 'systemd-boot');
  return [
    ...(bootLoaders.length > 0 ? [] : ['no boot loader is enabled']),
    ...(isEfiOnly && boot.firmware === 'bios'
      ? ['systemd-boot needs UEFI, and the machine was seen to boot by BIOS']
      : []),
    ...(mountpoints.includes('/') ? [] : ['fileSystems has no "/"']),
  ];
}

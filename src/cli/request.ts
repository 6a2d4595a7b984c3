/** The body of an install from flags and a file. */

import type { Command } from 'commander';
import type { InstallRequest, PlanRequest } from '../client/client.ts';
import type { Cli } from './cli.ts';
import { CliError, EXIT } from './errors.ts';
import { readKeys, readText } from './files.ts';

/** Flags that `install` and `plan` share. */
export interface RequestFlags {
  readonly file?: string;
  readonly ssh?: string;
  readonly identity?: string;
  readonly hostKey?: string;
  readonly server?: string;
  readonly order?: string;
  readonly location?: string;
  readonly name?: string;
  readonly maxPrice?: string;
  readonly byRescue?: boolean;
  /** commander's word for --no-ipv4. */
  readonly ipv4?: boolean;
  readonly image?: string;
  readonly network?: readonly string[];
  readonly firewall?: readonly string[];
  readonly volume?: readonly string[];
  readonly placementGroup?: string;
  readonly account: string;
  readonly hostname?: string;
  readonly authorizedKeys?: readonly string[];
  readonly module?: readonly string[];
  readonly layout?: string;
  readonly systemDisk?: string;
  readonly luks?: boolean;
  readonly diskPassphraseFile?: string;
  readonly allowRescue?: boolean;
}

/** Flags of a plan by itself. */
export interface PlanFlags extends RequestFlags {
  readonly rehearse?: boolean;
}

/** Adds the flags. */
export function addRequestFlags(command: Command): Command {
  return command
    .option('--file <file>', 'a request as JSON, "-" for stdin; flags go before it')
    .option('--ssh <host[:port]>', 'a machine that answers to SSH as root')
    .option('-i, --identity <file>', 'private key for --ssh')
    .option('--host-key <line>', 'host key that --ssh must show, as "ssh-ed25519 AAAA…"')
    .option('--server <id>', 'a cloud server that exists, by id or name')
    .option('--order <types>', 'order one of these cloud server types, as "cx33,cpx31"')
    .option('--location <locations>', 'where to order, as "fsn1,nbg1"')
    .option('--name <name>', 'name of the ordered server; the hostname when absent')
    .option('--max-price <price>', 'the most it may cost a month, as "12.00 EUR"')
    .option('--by-rescue', 'the first boot of an ordered server is the rescue system')
    .option('--no-ipv4', 'order a server without an IPv4 address')
    .option('--image <image>', 'what an ordered server starts from')
    .option('--network <network...>', 'private networks of an ordered server')
    .option('--firewall <firewall...>', 'firewalls of an ordered server; they must let in TCP 22')
    .option('--volume <volume...>', 'volumes of an ordered server')
    .option('--placement-group <group>', 'placement group of an ordered server')
    .option('--account <name>', 'credentials of the provider', 'main')
    .option('--hostname <name>', 'hostname of the new system')
    .option('--authorized-keys <file...>', 'public keys that may log in as root')
    .option('--module <file...>', 'NixOS modules')
    .option('--layout <preset>', 'disk layout, as "single-ext4" or "mirror-ext4"')
    .option('--system-disk <kind>', 'nvme, ssd or hdd')
    .option('--luks', 'encrypt the disks; a passphrase is made and printed unless one is given')
    .option('--disk-passphrase-file <file>', 'one line that opens the encrypted disks')
    .option('--allow-rescue', 'the server may be restarted into rescue and back for its plan');
}

/**
 * The request; its form is checked by the service, which names every place that is wrong.
 *
 * @throws CliError for files that cannot be read and flags that contradict one another
 */
export async function readRequest(cli: Cli, flags: RequestFlags): Promise<InstallRequest> {
  const base = await readBase(cli, flags.file);
  const { machine: _, system, layout, ...rest } = base;
  const request = {
    ...rest,
    machine: machineOf(flags) ?? base.machine,
    system: { ...partOf(system), ...systemOf(flags) },
    ...layoutOf(flags, layout),
    ...passphraseOf(flags),
  };
  if (request.machine === undefined) {
    throw new CliError(
      EXIT.usage,
      'No machine is named.',
      'Give --ssh HOST, --server ID, --order TYPES, or --file with a request.',
    );
  }
  // The service holds it against the contract before anything else.
  const body: unknown = request;
  return body as InstallRequest;
}

/** The request of a plan of the same. */
export function planRequest(
  request: InstallRequest,
  { allowRescue, rehearse }: Pick<PlanFlags, 'allowRescue' | 'rehearse'>,
): PlanRequest {
  return {
    ...request,
    ...(allowRescue === true ? { allowRescue } : {}),
    ...(rehearse === true ? { rehearse } : {}),
  };
}

async function readBase(cli: Cli, file: string | undefined): Promise<Record<string, unknown>> {
  if (file === undefined) return {};
  const text = file === '-' ? await cli.terminal.readAll() : readText(file);
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) return { ...parsed };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(EXIT.usage, `${file} is not JSON: ${why}`);
  }
  throw new CliError(EXIT.usage, `${file} holds no request.`);
}

function machineOf(flags: RequestFlags): object | undefined {
  const { ssh, server, order, account } = flags;
  const ways = [ssh, server, order].filter((one) => one !== undefined);
  if (ways.length > 1) {
    throw new CliError(EXIT.usage, 'Only one of --ssh, --server and --order can be meant.');
  }
  if (ssh !== undefined) return { existing: sshMachine(ssh, flags) };
  if (server !== undefined) return { existing: { provider: 'hcloud', account, server } };
  return order === undefined ? undefined : { order: orderOf(order, flags) };
}

function sshMachine(ssh: string, { identity, hostKey }: RequestFlags): object {
  if (identity === undefined) {
    throw new CliError(EXIT.usage, '--ssh needs --identity with the private key to log in with.');
  }
  const [, host = ssh, port] = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(ssh) ?? [];
  return {
    provider: 'ssh',
    host: host.replace(/^\[(.*)\]$/, '$1'),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(hostKey === undefined ? {} : { hostKey }),
    privateKey: readText(identity),
  };
}

function orderOf(order: string, flags: RequestFlags): object {
  const { account, location, name = flags.hostname, maxPrice } = flags;
  const [, monthlyGross, currency] = /^([0-9.]+) ?([A-Z]{3})$/.exec(maxPrice ?? '') ?? [];
  if (maxPrice !== undefined && monthlyGross === undefined) {
    throw new CliError(EXIT.usage, `--max-price ${maxPrice} is no price, as "12.00 EUR" is one.`);
  }
  return {
    provider: 'hcloud',
    account,
    name,
    serverTypes: order.split(','),
    locations: location?.split(',') ?? [],
    ...(monthlyGross === undefined ? {} : { maxPrice: { monthlyGross, currency } }),
    ...belongingsOf(flags),
  };
}

function belongingsOf(flags: RequestFlags): object {
  const { byRescue, ipv4, image, network, firewall, volume, placementGroup } = flags;
  return {
    ...(byRescue === true ? { path: 'rescue' } : {}),
    ...(ipv4 === false ? { withIpv4: false } : {}),
    ...(image === undefined ? {} : { image }),
    ...(network === undefined ? {} : { networks: network }),
    ...(firewall === undefined ? {} : { firewalls: firewall }),
    ...(volume === undefined ? {} : { volumes: volume }),
    ...(placementGroup === undefined ? {} : { placementGroup }),
  };
}

function systemOf({ hostname, authorizedKeys, module: modules }: RequestFlags): object {
  return {
    ...(hostname === undefined ? {} : { hostname }),
    ...(authorizedKeys === undefined ? {} : { authorizedKeys: authorizedKeys.flatMap(readKeys) }),
    ...(modules === undefined ? {} : { modules: modules.map(readText) }),
  };
}

function passphraseOf({ diskPassphraseFile }: RequestFlags): object {
  if (diskPassphraseFile === undefined) return {};
  return { diskPassphrase: readText(diskPassphraseFile).replace(/\r?\n$/, '') };
}

function layoutOf({ layout, systemDisk, luks }: RequestFlags, base: unknown): object {
  if (layout === undefined && systemDisk === undefined && luks === undefined) {
    return base === undefined ? {} : { layout: base };
  }
  const { preset = 'single-ext4', disks, ...rest }: Record<string, unknown> = { ...partOf(base) };
  const wish = systemDisk === undefined ? {} : { system: systemDisk };
  const sealed = luks === undefined ? {} : { luks };
  const chosen = { ...partOf(disks), ...wish };
  return { layout: { ...rest, ...sealed, preset: layout ?? preset, disks: chosen } };
}

function partOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

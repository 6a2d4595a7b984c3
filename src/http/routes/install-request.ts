/** The body of a start call → our own words, with defaults filled in and the secret set apart. */

import type { components } from '../../../openapi/api.gen.ts';
import { DISK_PASSPHRASE_SECRETS } from '../../domain/disk-passphrase.ts';
import { RequestError } from '../../domain/error.ts';
import type { DataGroupRequest, DiskSelector, LayoutRequest } from '../../domain/layout.ts';
import type { NetworkRequest } from '../../domain/network-request.ts';
import type {
  ExistingMachine,
  InstallRequest,
  MachineSource,
  OrderRequest,
  PullPolicy,
  RobotOrderRequest,
  SystemRequest,
} from '../../domain/request.ts';
import { toBuild } from './build-request.ts';
import { toFlake } from './flake-request.ts';
import { toPush } from './push-request.ts';
import { toFiles } from './system-files.ts';

type Schemas = components['schemas'];

export interface FromBody {
  readonly request: InstallRequest;
  /** Only for a host that is simply there. */
  readonly privateKey: string | null;
  /** What else is sealed, by name. */
  readonly secrets: Readonly<Record<string, string>>;
}

const DEFAULTS = {
  preset: 'single-ext4',
  sshPort: 22,
  timeZone: 'UTC',
  stateVersion: '26.05',
  pullAt: '04:40',
  vlanMtuBytes: 1400,
} as const;

/** The sizes of a layout that says nothing of them, as the contract has them. */
export const LAYOUT_SIZES = { espSizeMib: 1024, swapSizeMib: 0 } as const;

/**
 * A body that fits the contract → the request of the domain; its defaults are those of the contract.
 *
 * @throws RequestError `request.invalid` for what a schema cannot say
 */
export function fromBody(body: Schemas['InstallRequest']): FromBody {
  const { machine, system, layout, erase, planDigest } = body;
  const pushed = body.push === undefined ? null : toPush(body.push, system.hostname);
  const request: InstallRequest = {
    machine: toMachineSource(machine),
    system: toSystem(system),
    layout: toLayout(layout ?? { preset: DEFAULTS.preset }),
    erase: erase ?? null,
    planDigest: planDigest ?? null,
    ...(body.access === undefined ? {} : { access: body.access }),
    ...(pushed === null ? {} : { push: pushed.push }),
    ...(body.labels === undefined ? {} : { labels: body.labels }),
    ...(body.onFailure === undefined ? {} : { onFailure: body.onFailure }),
  };
  const { existing } = machine;
  const privateKey = existing?.provider === 'ssh' ? existing.privateKey : null;
  const ofFlake = system.flake === undefined ? {} : toFlake(system.flake).secrets;
  const ofFiles = toFiles(system.files ?? []).secrets;
  const secrets = { ...ofFlake, ...ofFiles, ...pushed?.secrets, ...passphraseSecret(body) };
  return { request, privateKey, secrets };
}

/** What opens encrypted disks, as a secret of the install; empty where none was given. */
export function passphraseSecret({
  diskPassphrase,
}: {
  readonly diskPassphrase?: string;
}): Readonly<Record<string, string>> {
  return diskPassphrase === undefined ? {} : { [DISK_PASSPHRASE_SECRETS.given]: diskPassphrase };
}

/** The system of a body in our own words, defaults filled in. */
export function toSystem(system: Schemas['SystemRequest']): SystemRequest {
  return {
    hostname: system.hostname,
    authorizedKeys: system.authorizedKeys,
    modules: system.modules ?? [],
    timeZone: system.timeZone ?? DEFAULTS.timeZone,
    stateVersion: system.stateVersion ?? DEFAULTS.stateVersion,
    ...(system.pull === undefined ? {} : { pull: toPull(system.pull) }),
    ...(system.channel === undefined ? {} : { channel: system.channel }),
    ...(system.flake === undefined ? {} : { flake: toFlake(system.flake).flake }),
    ...(system.build === undefined ? {} : { build: toBuild(system.build) }),
    ...(system.files === undefined ? {} : { files: toFiles(system.files).files }),
    ...(system.network === undefined ? {} : { network: toNetwork(system.network) }),
  };
}

/** Addresses and VLANs, with defaults filled in. */
export function toNetwork({
  addresses = [],
  vlans = [],
}: Schemas['NetworkRequest']): NetworkRequest {
  return {
    addresses,
    vlans: vlans.map(({ id, addresses, routes = [], mtuBytes = DEFAULTS.vlanMtuBytes }) => ({
      id,
      addresses,
      routes,
      mtuBytes,
    })),
  };
}

/** When the machine pulls, with defaults filled in. */
export function toPull({ flake, at, allowReboot }: Schemas['PullPolicy']): PullPolicy {
  return { flake, at: at ?? DEFAULTS.pullAt, allowReboot: allowReboot ?? false };
}

function toMachineSource({ order, existing }: Schemas['MachineRequest']): MachineSource {
  if (order !== undefined) {
    return { kind: 'order', order: toOrder(order) };
  }
  if (existing !== undefined) return { kind: 'existing', existing: toExisting(existing) };
  throw new RequestError('request.invalid', 'machine has neither "order" nor "existing".');
}

function toOrder(order: Schemas['AnyOrderRequest']): OrderRequest | RobotOrderRequest {
  switch (order.provider) {
    case 'hcloud':
      refuseUnreachable(order);
      return { ...order, maxPrice: order.maxPrice ?? null };
    case 'robot':
      return {
        ...order,
        ids: order.ids ?? null,
        wish: order.wish ?? {},
        withIpv4: order.withIpv4 ?? true,
      };
  }
}

/** What a schema cannot say of a cloud server's addresses. */
function refuseUnreachable(order: Schemas['OrderRequest']): void {
  const { withIpv4 = true, withIpv6 = true, primaryIpv4, primaryIpv6 } = order;
  if (!withIpv4 && !withIpv6) {
    throw new RequestError(
      'request.invalid',
      'machine.order: withIpv4 and withIpv6 are both false, so that nobody could reach the machine to install it. Leave one of them on.',
    );
  }
  const families = [
    [withIpv4, primaryIpv4, 'Ipv4'],
    [withIpv6, primaryIpv6, 'Ipv6'],
  ] as const;
  for (const [isWanted, given, family] of families) {
    if (isWanted || given === undefined) continue;
    throw new RequestError(
      'request.invalid',
      `machine.order: primary${family} names an address, but with${family} is false. Leave one of the two out.`,
    );
  }
}

function toExisting(existing: Schemas['ExistingMachine']): ExistingMachine {
  switch (existing.provider) {
    case 'hcloud':
    case 'robot':
      return existing;
    case 'ssh':
      return {
        provider: 'ssh',
        host: existing.host,
        port: existing.port ?? DEFAULTS.sshPort,
        user: 'root',
        hostKey: existing.hostKey === undefined ? null : withoutComment(existing.hostKey),
      };
  }
}

function withoutComment(publicKeyLine: string): string {
  return publicKeyLine.split(' ').slice(0, 2).join(' ');
}

/**
 * The layout of a body in our own words, defaults filled in.
 *
 * @throws RequestError `request.invalid` for what a schema cannot say
 */
export function toLayout(layout: Schemas['LayoutRequest']): LayoutRequest {
  const { system, data = [] } = layout.disks ?? {};
  const groups = Array.isArray(data) ? data : [data];
  const { module } = layout;
  refuseBoth(layout);
  return {
    preset: layout.preset ?? DEFAULTS.preset,
    ...(module === undefined ? {} : { module }),
    system: toSelector(system ?? {}, 'system'),
    data: groups.map(toDataGroup),
    espSizeMib: layout.espSizeMib ?? LAYOUT_SIZES.espSizeMib,
    swapSizeMib: layout.swapSizeMib ?? LAYOUT_SIZES.swapSizeMib,
    ...(layout.luks === true ? { hasLuks: true } : {}),
    ...(layout.lvm === true ? { hasLvm: true } : {}),
    ...(layout.impermanence === true ? { isImpermanent: true } : {}),
  };
}

/** What a schema cannot say without hiding what is wrong. */
function refuseBoth({ preset, module, ...options }: Schemas['LayoutRequest']): void {
  if ((preset === undefined) === (module === undefined)) {
    throw new RequestError(
      'request.invalid',
      'layout: give either "preset" or "module", and not both.',
      { field: 'layout' },
    );
  }
  const others = Object.keys(options).filter((name) => name !== 'disks');
  if (module === undefined || others.length === 0) return;
  throw new RequestError(
    'request.invalid',
    `layout: the module divides the disks by itself; leave out ${others.join(', ')}.`,
    { field: 'layout' },
  );
}

function toDataGroup(group: Schemas['DataGroup']): DataGroupRequest {
  const { mountpoint, preset } = group;
  const select = toSelector(group.select, 'data');
  if (group.keep === true && preset === undefined) return { select, mountpoint, keep: true };
  if (group.keep !== true && preset !== undefined) return { select, mountpoint, preset };
  throw new RequestError(
    'request.invalid',
    `layout.disks.data at ${mountpoint}: give either "preset", and it is formatted, or "keep": true, and it stays as it is.`,
  );
}

function toSelector(wish: Schemas['DiskWish'], of: string): DiskSelector {
  if (typeof wish === 'string') return { kind: wish };
  const { minSizeGib, maxSizeGib } = wish;
  if (minSizeGib !== undefined && maxSizeGib !== undefined && minSizeGib > maxSizeGib) {
    throw new RequestError(
      'request.invalid',
      `layout.disks.${of}: minSizeGib ${minSizeGib} is larger than maxSizeGib ${maxSizeGib}.`,
    );
  }
  return wish;
}

/** The request of an ordinary install that makes a known machine anew; pure. */

import { RequestError } from '../../domain/error.ts';
import type { FlakeRequest } from '../../domain/flake-request.ts';
import type { DataGroupRequest, LayoutRequest } from '../../domain/layout.ts';
import type { ManagedMachine } from '../../domain/managed-machine.ts';
import type { ExistingMachine, InstallRequest, SystemRequest } from '../../domain/request.ts';
import type { SystemFile } from '../../domain/system-file.ts';

export interface ReinstallWish {
  /** What changes of the system; the rest stays as it was asked for last. */
  readonly system: Partial<SystemRequest>;
  /** Another layout; the one of the last install when null. */
  readonly layout: LayoutRequest | null;
  /** Data groups of the last layout stay as they are and are mounted again. */
  readonly keepData: boolean;
  readonly erase: 'planned-disks' | null;
  readonly planDigest: string | null;
  /** null: as the machine is now. */
  readonly access: 'keep' | 'remove' | null;
  /** Contents of the secret ones among `system.files`, by their names in the sealed store. Absent: none. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/**
 * @param last what the machine was installed from; null: it was adopted
 * @throws RequestError `request.invalid` where an adopted machine's system or layout is not told
 */
export function reinstallRequest(
  machine: ManagedMachine,
  last: InstallRequest | null,
  wish: ReinstallWish,
): InstallRequest {
  const system = { ...last?.system, ...wish.system };
  const {
    hostname,
    authorizedKeys,
    modules = [],
    timeZone = 'UTC',
    stateVersion = '26.05',
  } = system;
  const layout = wish.layout ?? keptLayout(last, wish.keepData);
  if (hostname === undefined || authorizedKeys === undefined || layout === null) {
    throw new RequestError(
      'request.invalid',
      `Machine ${machine.name} was adopted: nobody told this service how it is meant to be. Give "system" with hostname and authorizedKeys, and "layout".`,
    );
  }
  const keepsAccess = wish.access === null ? machine.accessName !== null : wish.access === 'keep';
  const { channel, files, flake, build, pull, network } = system;
  if (flake !== undefined) refusePrivateFlake(machine, flake);
  if (wish.system.files === undefined) refuseLostSecrets(machine, files ?? []);
  return {
    machine: { kind: 'existing', existing: existingOf(machine) },
    system: {
      hostname,
      authorizedKeys,
      modules,
      timeZone,
      stateVersion,
      ...(channel === undefined ? {} : { channel }),
      ...(flake === undefined ? {} : { flake }),
      ...(build === undefined ? {} : { build }),
      ...(files === undefined ? {} : { files }),
      ...(pull === undefined ? {} : { pull }),
      ...(network === undefined ? {} : { network }),
    },
    layout,
    erase: wish.erase,
    planDigest: wish.planDigest,
    ...(keepsAccess ? { access: 'keep' as const } : {}),
    ...(Object.keys(machine.labels).length === 0 ? {} : { labels: machine.labels }),
  };
}

/** The secrets of an install are forgotten at its end. */
function refuseLostSecrets({ name }: ManagedMachine, files: readonly SystemFile[]): void {
  const lost = files.filter(({ content }) => content === null).map(({ path }) => path);
  if (lost.length === 0) return;
  throw new RequestError(
    'request.invalid',
    `Machine ${name} was installed with secret files (${lost.join(', ')}), whose contents were forgotten at the end of that install. Nothing was started; give "system.files" again, all of them.`,
    { field: 'system.files', paths: lost },
  );
}

/** Nor is the way into a private repository kept. */
function refusePrivateFlake({ name }: ManagedMachine, { source }: FlakeRequest): void {
  if (source.kind === 'upload' || source.access.kind === 'public') return;
  throw new RequestError(
    'request.invalid',
    `Machine ${name} was installed from a private repository, whose ${source.access.kind} was forgotten at the end of that install. Nothing was started; ask for an ordinary install of this machine (POST /v1/installs), with the ${source.access.kind}.`,
    { field: 'system.flake' },
  );
}

function keptLayout(last: InstallRequest | null, keepData: boolean): LayoutRequest | null {
  if (last === null) return null;
  const { layout } = last;
  return keepData ? { ...layout, data: layout.data.map(kept) } : layout;
}

function kept({ select, mountpoint }: DataGroupRequest): DataGroupRequest {
  return { select, mountpoint, keep: true };
}

function existingOf({ origin, addresses, hostKey }: ManagedMachine): ExistingMachine {
  const { provider, account, providerRef } = origin;
  const [address] = addresses;
  switch (provider) {
    case 'hcloud':
    case 'robot':
      return { provider, account: account ?? '', server: providerRef };
    case 'ssh':
      return {
        provider,
        host: address?.host ?? '',
        port: address?.port ?? 22,
        user: 'root',
        hostKey,
      };
    default:
      return provider satisfies never;
  }
}

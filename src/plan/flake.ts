/** A caller's own flake: whether it can be asked for like this, and what it means for the layout. */

import { RequestError } from '../domain/error.ts';
import type { FlakeSource } from '../domain/flake-request.ts';
import type { Layout } from '../domain/layout.ts';
import type { InstallRequest, SystemRequest } from '../domain/request.ts';

/** Fetchers of Nix that reach over a network; the machine's own files are nobody's flake. */
const URL_FORM =
  /^(?:(?:github|gitlab|sourcehut):|(?:git|tarball|hg)\+https:\/\/|git\+ssh:\/\/|(?:tarball\+)?https?:\/\/)/;
const HASH = /[?&]narHash=sha256-[A-Za-z0-9+/%]{40,}/;

/**
 * Refuses early, before anything is ordered, what contradicts itself.
 *
 * @throws RequestError `request.invalid` with the field
 */
export function requireSoundFlake({ system, access, layout }: InstallRequest): void {
  const { flake, modules, channel, build, network } = system;
  if (layout.module !== undefined) requireOursAround(system);
  if (build?.place === 'store-paths') requireNothingToBuild(system, access);
  if (flake === undefined) return;
  if (flake.source.kind === 'url') requireSoundUrl(flake.source);
  if (flake.mode === 'extend') {
    if (channel !== undefined)
      throw refused('channel', 'an extended flake brings its own nixpkgs; leave the channel out');
    return;
  }
  const words = 'an own flake is used as it is';
  if (modules.length > 0)
    throw refused('modules', `${words}; put the modules into it, or use "extend"`);
  if (channel !== undefined) throw refused('channel', `${words}; leave the channel out`);
  if (network !== undefined) throw refused('network', `${words}; write the network into it`);
  if (access === 'keep') {
    throw refused(
      'flake',
      `${words}, so no key of this service can be added for "access": "keep"; leave that out, or use "extend"`,
    );
  }
}

/** A disko module is a part of a flake that is generated or extended. */
function requireOursAround({ flake, build }: SystemRequest): void {
  if (flake?.mode !== 'own' && build?.place !== 'store-paths') return;
  throw new RequestError(
    'request.invalid',
    'Checked layout.module: an own flake and a system that was built before divide the disks themselves; leave the module out, and say in "layout.disks" which they are.',
    { field: 'layout.module' },
  );
}

/** What was built before is taken as it is. */
function requireNothingToBuild(
  { flake, modules, channel, network }: SystemRequest,
  access: InstallRequest['access'],
): void {
  const given = [
    ...(flake === undefined ? [] : ['flake']),
    ...(modules.length === 0 ? [] : ['modules']),
    ...(channel === undefined ? [] : ['channel']),
    ...(network === undefined ? [] : ['network']),
  ];
  if (given.length > 0) {
    throw refused('build', `store paths are taken as they are; leave out ${given.join(', ')}`);
  }
  if (access !== 'keep') return;
  throw refused(
    'build',
    'store paths are taken as they are, so no key can be added for "access": "keep"; leave it out',
  );
}

function requireSoundUrl({ url, access }: FlakeSource & { readonly kind: 'url' }): void {
  if (!URL_FORM.test(url)) {
    throw refused(
      'flake.url',
      'give github:, gitlab:, sourcehut:, git+https:, git+ssh:, or the https URL of an archive',
    );
  }
  const parsed = URL.parse(url);
  if (
    parsed === null ||
    parsed.password !== '' ||
    /[?&](access_token|token|private_token)=/i.test(url)
  ) {
    throw refused(
      'flake.url',
      'a URL is stored and shown: give keys and tokens as "deployKey" or "token"',
    );
  }
  if (/^(tarball\+)?http:/.test(url) && !HASH.test(url)) {
    throw refused(
      'flake.url',
      'plain http can be changed on its way: add ?narHash=sha256-…, or use https',
    );
  }
  const isSsh = url.startsWith('git+ssh:');
  if (access.kind === 'deploy-key' && !isSsh)
    throw refused('flake.deployKey', 'a deploy key needs a git+ssh: URL');
  if (access.kind === 'token' && (isSsh || /^(tarball\+)?http:/.test(url))) {
    throw refused('flake.token', 'a token is sent over https alone');
  }
  if (isSsh && access.kind !== 'deploy-key')
    throw refused('flake.deployKey', 'a git+ssh: URL needs one');
}

/**
 * With an own flake, or a system that was built before, which disks are taken is planned here, and how they
 * are divided is not ours to say.
 */
export function layoutFor(
  { flake, build }: Pick<SystemRequest, 'flake' | 'build'>,
  layout: Layout,
): Layout {
  if (flake?.mode !== 'own' && build?.place !== 'store-paths') return layout;
  const disks = layout.disks.map((disk) => ({ ...disk, partitions: [] }));
  const none = { arrays: [], volumeGroups: [], pools: [], kept: [], isImpermanent: false };
  return { ...layout, ...none, disks, isForeign: true };
}

function refused(field: string, wanted: string): RequestError {
  return new RequestError('request.invalid', `Checked system.${field}: ${wanted}.`, {
    field: `system.${field}`,
  });
}

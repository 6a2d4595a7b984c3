/** Which nixpkgs: the configured one, or another branch of it that the request names. */

import { RequestError } from '../domain/error.ts';
import type { FlakeInputs } from '../domain/plan.ts';
import type { SystemRequest } from '../domain/request.ts';

const CHANNEL = /^nixos-(?:(\d{2}\.(?:05|11))|unstable)(?:-small)?$/;
/** A branch of a repository on a forge, as `github:NixOS/nixpkgs/nixos-26.05`. */
const BRANCH_URL = /^((?:github|gitlab|sourcehut):[^/?]+\/[^/?]+\/)nixos-[a-z0-9.-]+$/;

/**
 * The inputs with the channel of the request; unchanged without one. Which revision it is stands in the
 * lock, made once by Nix and handed back with the flake.
 *
 * @throws RequestError `request.invalid` for a channel older than `stateVersion`, or where the configured
 *         nixpkgs has no branches to choose from
 */
export function withChannel(
  inputs: FlakeInputs,
  { channel, stateVersion }: Pick<SystemRequest, 'channel' | 'stateVersion'>,
): FlakeInputs {
  if (channel === undefined) return inputs;
  const [isChannel, release] = CHANNEL.exec(channel) ?? [];
  if (isChannel === undefined) throw refused(channel, 'one as nixos-26.05 or nixos-unstable');
  if (release !== undefined && release < stateVersion) {
    throw refused(channel, `one not older than stateVersion, which is ${stateVersion}`);
  }
  const [, repository] = BRANCH_URL.exec(inputs.nixpkgsUrl) ?? [];
  if (repository === undefined) {
    throw refused(
      channel,
      `none: this service takes nixpkgs from ${inputs.nixpkgsUrl}, which has no channels to choose from`,
    );
  }
  return { ...inputs, nixpkgsUrl: `${repository}${channel}` };
}

function refused(channel: string, wanted: string): RequestError {
  return new RequestError(
    'request.invalid',
    `Checked system.channel: ${JSON.stringify(channel.slice(0, 80))} is not what is needed: ${wanted}.`,
    { field: 'system.channel' },
  );
}

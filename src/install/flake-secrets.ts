/** The way into the repository of a private flake, for the time in which Nix evaluates. */

import { MachineError } from '../domain/error.ts';
import { FLAKE_SECRETS, type FlakeRequest } from '../domain/flake-request.ts';
import { type Command, sh } from '../ssh/command.ts';
import type { InstallRun } from './context.ts';
import type { MachineFile } from './files.ts';
import { accessEnvironment, accessFiles } from './repository-access.ts';

/** In memory, and gone with the boot; taken away when the evaluation is over. */
export const SECRETS_DIRECTORY = '/run/ironflake/flake-access';

/**
 * The files, with what the request brought; none for what is public or uploaded.
 *
 * @throws MachineError `machine.build-failed` when the key or token is not in the store any more
 */
export async function secretFiles(
  run: InstallRun,
  directory: string,
): Promise<readonly MachineFile[]> {
  const { flake } = run.request.system;
  if (flake?.source.kind !== 'url' || flake.source.access.kind === 'public') return [];
  const { kind } = flake.source.access;
  const name = kind === 'token' ? FLAKE_SECRETS.token : FLAKE_SECRETS.deployKey;
  const secret = await run.deps.keys.given(run.installId, name);
  if (secret !== null) return accessFiles(flake.source, secret, directory);
  throw new MachineError(
    'machine.build-failed',
    `Wanted to fetch the private flake, but its ${kind} is not in the store any more. Nothing was destroyed; start the install again, with it.`,
  );
}

/** What Nix, git and ssh are told of these files; empty for what is public. */
export function secretEnvironment(flake: FlakeRequest | undefined, directory: string): Command {
  return flake?.source.kind === 'url' ? accessEnvironment(flake.source.access, directory) : sh``;
}

/** Where the flake lies on the machine while it is installed, and how Nix is called on it. */

import type { FlakeRequest } from '../domain/flake-request.ts';
import { FLAKE_HOME } from '../generate/extended-flake.ts';
import { type Command, sh } from '../ssh/command.ts';

/** As on the installed system: a path that stands in the flake holds in both. */
export const FLAKE_DIRECTORY = FLAKE_HOME;

/** Nix without prompts; flakes are on in the installer, and asked for all the same. */
export const NIX: Command = sh`nix --extra-experimental-features ${'nix-command flakes'}`;

/**
 * The configuration that is to be built, as Nix names it. `path:` because the directory is no git checkout; the
 * hostname was validated to RFC 1123, the attribute to as plain a form.
 *
 * @param directory where the files of the flake lie
 */
export function configurationOf(
  hostname: string,
  flake: FlakeRequest | undefined,
  directory: string = FLAKE_DIRECTORY,
): string {
  const isOwn = flake?.mode === 'own';
  const place = isOwn && flake.source.kind === 'url' ? flake.source.url : `path:${directory}`;
  return `${place}#nixosConfigurations."${isOwn ? flake.attribute : hostname}"`;
}

/** The store path that a build wrote as its last word. */
export function lastStorePath(lines: readonly string[]): string | undefined {
  return lines.findLast((line) => /^\/nix\/store\/[0-9a-z]{32}-[^/\s]+$/.test(line));
}

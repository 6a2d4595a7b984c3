/** Where the flake lies on the machine while it is installed, and how Nix is called on it. */

import { type Command, sh } from '../ssh/command.ts';

export const FLAKE_DIRECTORY = '/root/flake';

/** Nix without prompts; flakes are on in the installer, and asked for all the same. */
export const NIX: Command = sh`nix --extra-experimental-features ${'nix-command flakes'}`;

/** `path:` because the directory is no git checkout; the hostname was validated to RFC 1123. */
export function flakeAttribute(hostname: string, attribute: string): string {
  return `path:${FLAKE_DIRECTORY}#nixosConfigurations."${hostname}".config.system.build.${attribute}`;
}

/** The store path that `nix build --print-out-paths` wrote as its last word. */
export function lastStorePath(lines: readonly string[]): string | undefined {
  return lines.findLast((line) => /^\/nix\/store\/[0-9a-z]{32}-[^/\s]+$/.test(line));
}

/** A system that was built before: whether the machine can fetch it, asked before anything is wiped. */

import { RequestError } from '../domain/error.ts';
import { type Command, sh } from '../ssh/command.ts';
import { act } from './act.ts';
import { type Contact, type InstallRun, targetOf } from './context.ts';

/** The one that Nix asks by itself. */
export const USUAL_CACHE = 'https://cache.nixos.org';

/** @throws RequestError `request.flake-unreachable` when a path is in none of the caches */
export async function requireFetchable(
  run: InstallRun,
  installer: Contact,
  paths: { readonly system: string; readonly disko: string },
  caches: readonly string[],
): Promise<void> {
  await act(run, 'build.fetchable', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, installer), { signal });
    for (const path of [paths.disko, paths.system]) {
      const { stdout } = await machine(shell.run(findScript(path, caches), { signal }));
      if (stdout.trim() !== '') continue;
      throw new RequestError(
        'request.flake-unreachable',
        `The store path ${path} is in none of the binary caches that the machine reaches (${caches.join(', ')}). Nothing was wiped; push it to one of them, and name that in "system.build.substituters".`,
        { path, caches },
      );
    }
    return null;
  });
}

/** The first cache that has the path, by its narinfo. */
function findScript(path: string, caches: readonly string[]): Command {
  const hash = path.slice('/nix/store/'.length, '/nix/store/'.length + 32);
  return sh`for cache in ${caches}; do
  curl -sf -o /dev/null --max-time 10 "\${cache%/}"/${`${hash}.narinfo`} && { echo "$cache"; exit; }
done; true`;
}

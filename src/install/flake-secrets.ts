/** A way into a private repository, for the time in which Nix evaluates: files that only root reads, no argument, no URL. */

import { MachineError } from '../domain/error.ts';
import { FLAKE_SECRETS, type FlakeRequest } from '../domain/flake-request.ts';
import { type Command, sh } from '../ssh/command.ts';
import type { InstallRun } from './context.ts';
import type { MachineFile } from './files.ts';

/** In memory, and gone with the boot; taken away when the evaluation is over. */
export const SECRETS_DIRECTORY = '/run/ironflake/flake-access';

/** Forges whose archives Nix fetches by their API, with the form in which it wants their tokens. */
const FORGES: readonly (readonly [RegExp, string, (token: string) => string])[] = [
  [/^github:/, 'github.com', (token) => token],
  [/^gitlab:/, 'gitlab.com', (token) => `PAT:${token}`],
  [/^sourcehut:/, 'git.sr.ht', (token) => token],
];

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
  const { url, access } = flake.source;
  const file = (name: string, text: string) => ({
    path: `${directory}/${name}`,
    text,
    mode: '0600',
  });
  if (access.kind === 'deploy-key') {
    const key = await secretOf(run, FLAKE_SECRETS.deployKey);
    return [
      file('key', `${key.trimEnd()}\n`),
      file('known_hosts', `${access.knownHosts.join('\n')}\n`),
    ];
  }
  const token = await secretOf(run, FLAKE_SECRETS.token);
  const host = hostOf(url);
  return [
    file('nix.conf', nixConf(url, host, token, directory)),
    file('netrc', `machine ${host} login x-access-token password ${token}\n`),
    file('git-credentials', `https://x-access-token:${encodeURIComponent(token)}@${host}\n`),
  ];
}

async function secretOf(run: InstallRun, name: string): Promise<string> {
  const found = await run.deps.keys.given(run.installId, name);
  if (found !== null) return found;
  throw new MachineError(
    'machine.build-failed',
    'Wanted to fetch the private flake, but its key or token is not in the store any more. Nothing was destroyed; start the install again, with it.',
  );
}

function nixConf(url: string, host: string, token: string, directory: string): string {
  const forge = FORGES.find(([form]) => form.test(url));
  const access = forge === undefined ? '' : `access-tokens = ${host}=${forge[2](token)}\n`;
  return `${access}netrc-file = ${directory}/netrc\n`;
}

/** The forge's own host, or the one of the URL. */
export function hostOf(url: string): string {
  const named = /[?&]host=([A-Za-z0-9.-]+)/.exec(url)?.[1];
  const forge = FORGES.find(([form]) => form.test(url));
  if (forge !== undefined) return named ?? forge[1];
  return URL.parse(url.replace(/^(git|tarball|hg)\+/, ''))?.hostname ?? '';
}

/** What Nix, git and ssh are told of these files; empty for what is public. */
export function secretEnvironment(flake: FlakeRequest | undefined, directory: string): Command {
  if (flake?.source.kind !== 'url') return sh``;
  switch (flake.source.access.kind) {
    case 'public':
      return sh``;
    case 'deploy-key': {
      const ssh = `ssh -F none -i ${directory}/key -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile=${directory}/known_hosts`;
      return sh`export GIT_SSH_COMMAND=${ssh}
`;
    }
    case 'token':
      return sh`export NIX_USER_CONF_FILES=${`${directory}/nix.conf`}
export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=credential.helper GIT_CONFIG_VALUE_0=${`store --file=${directory}/git-credentials`}
`;
    default:
      return flake.source.access satisfies never;
  }
}

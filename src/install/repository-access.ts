/** A way into a private repository: files that only root reads; no argument, no URL, no variable holds the secret. */

import type { RepositoryAccess } from '../domain/repository-access.ts';
import { type Command, sh } from '../ssh/command.ts';
import type { MachineFile } from './files.ts';

/** Forges whose archives Nix fetches by their API, with the form in which it wants their tokens. */
const FORGES: readonly (readonly [RegExp, string, (token: string) => string])[] = [
  [/^github:/, 'github.com', (token) => token],
  [/^gitlab:/, 'gitlab.com', (token) => `PAT:${token}`],
  [/^sourcehut:/, 'git.sr.ht', (token) => token],
];

export interface Repository {
  readonly url: string;
  readonly access: RepositoryAccess;
}

/** The files for a secret (deploy key or token), for Nix and for git; none for what is public. */
export function accessFiles(
  { url, access }: Repository,
  secret: string,
  directory: string,
): readonly MachineFile[] {
  const file = (name: string, text: string) => ({
    path: `${directory}/${name}`,
    text,
    mode: '0600',
  });
  switch (access.kind) {
    case 'public':
      return [];
    case 'deploy-key':
      return [
        file('key', `${secret.trimEnd()}\n`),
        file('known_hosts', `${access.knownHosts.join('\n')}\n`),
      ];
    case 'token': {
      const host = hostOf(url);
      return [
        file('nix.conf', nixConf(url, host, secret, directory)),
        file('netrc', `machine ${host} login x-access-token password ${secret}\n`),
        file('git-credentials', `https://x-access-token:${encodeURIComponent(secret)}@${host}\n`),
      ];
    }
    default:
      return access satisfies never;
  }
}

function nixConf(url: string, host: string, token: string, directory: string): string {
  const forge = FORGES.find(([form]) => form.test(url));
  const access = forge === undefined ? '' : `access-tokens = ${host}=${forge[2](token)}\n`;
  return `${access}netrc-file = ${directory}/netrc\n`;
}

/** The forge's own host, or the one of the URL, with its port where git would ask for it. */
export function hostOf(url: string): string {
  const named = /[?&]host=([A-Za-z0-9.-]+)/.exec(url)?.[1];
  const forge = FORGES.find(([form]) => form.test(url));
  if (forge !== undefined) return named ?? forge[1];
  return URL.parse(url.replace(/^(git|tarball|hg)\+/, ''))?.hostname ?? '';
}

/** What Nix, git and ssh are told of these files, as lines of a script; empty for what is public. */
export function accessEnvironment({ kind }: RepositoryAccess, directory: string): Command {
  switch (kind) {
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
      return kind satisfies never;
  }
}

/** A machine that pulls its configuration by itself, from a flake that the service gave out and its owner changed. */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ArtifactServer, startArtifactServer } from '../artifacts.ts';
import { expectThat, keptCloudOrder, type Stage, until } from './stage.ts';

const NAME = 'web-1';
const ARCHIVE = 'infra.tar.gz';
const AUTHORITY = '/etc/ssl/owner.pem';
const PULL_LIMIT_MS = 10 * 60_000;

/**
 * Installs with a pull policy whose reference is the owner's own copy of the flake, changes that copy, and lets the
 * machine do what its timer does. The lab has no systemd, so the timer's command is run by hand: with the very
 * reference that the installed system's configuration holds.
 */
export async function pull(stage: Stage): Promise<object> {
  const dir = path.join(stage.trial.dir, 'infra');
  const archive = path.join(stage.trial.dir, ARCHIVE);
  const authority = makeCertificate(stage.trial.dir);
  const server = await startArtifactServer({ [ARCHIVE]: archive }, authority);
  try {
    return await pullFrom(stage, { dir, archive, server, cert: authority.cert });
  } finally {
    await server.close();
  }
}

interface Owner {
  readonly dir: string;
  readonly archive: string;
  readonly server: ArtifactServer;
  /** What the machine trusts, as of an authority of its owner's. */
  readonly cert: string;
}

async function pullFrom(stage: Stage, { dir, archive, server, cert }: Owner): Promise<object> {
  const reference = `${server.urlFromGuest(ARCHIVE)}#${NAME}`;
  const order = keptCloudOrder(stage, NAME);
  const policy = { flake: reference, at: '04:40' };
  const files = [{ path: AUTHORITY, content: cert }];
  const installed = await stage.install({
    ...order,
    system: { ...order.system, pull: policy, files },
  });
  const hostKey = installed.proof?.hostKey ?? '';
  const before = installed.proof?.systemPath ?? '';
  await writeFlake(stage, installed.installId, dir);
  const marked = '{ environment.etc."pulled.txt".text = "pulled"; }\n';
  await writeFile(path.join(dir, 'pulled.nix'), marked);
  await addModule(dir, 'pulled.nix');
  execFileSync('tar', ['-C', path.dirname(dir), '-czf', archive, path.basename(dir)]);

  const held = (
    await stage.ssh(
      'sed -n \'s/^ *flake = "\\(.*\\)";$/\\1/p\' /etc/nixos/configuration.nix',
      hostKey,
    )
  ).trim();
  expectThat(held === reference, `the machine holds the reference: ${held}`);
  const startedAt = Date.now();
  await stage.ssh(pullCommand(reference), hostKey);
  const after = await until('the machine has pulled', PULL_LIMIT_MS, () => pulled(stage, hostKey));
  const pullMs = Date.now() - startedAt;
  expectThat(after !== before, 'it runs another system');
  const seen = await stage.ssh('cat /etc/pulled.txt; uname -n', hostKey);
  expectThat(seen.includes('pulled') && seen.includes(NAME), `the change is there: ${seen}`);
  expectThat(server.requests.length > 0, 'the machine fetched the flake itself');
  stage.print(`pulled in ${(pullMs / 1000).toFixed(1)} s; runs ${after}`);
  return { state: 'ready', reference, before, after, pullMs, fetches: server.requests.length };
}

/** The files as the service gives them to anybody who may read. */
async function writeFlake({ trial }: Stage, installId: string, dir: string): Promise<void> {
  const { files } = await trial.client.installs.flake(installId);
  for (const file of files) {
    const place = path.join(dir, file.path);
    await mkdir(path.dirname(place), { recursive: true });
    await writeFile(place, file.text);
  }
}

/** As its owner would add one. */
async function addModule(dir: string, name: string): Promise<void> {
  const file = path.join(dir, 'flake.nix');
  const text = await readFile(file, 'utf8');
  expectThat(text.includes('./configuration.nix'), 'the flake lists its modules');
  await writeFile(file, text.replace('./configuration.nix', `./configuration.nix ./${name}`));
}

/** `nixos-rebuild switch --flake REFERENCE` in the commands that it stands for, detached; once, however often it is sent. */
function pullCommand(reference: string): string {
  const [url, attribute] = reference.split('#');
  const installable = `${url}#nixosConfigurations."${attribute}".config.system.build.toplevel`;
  const script = `set -e
export NIX_SSL_CERT_FILE=${AUTHORITY}
nix --extra-experimental-features "nix-command flakes" build --no-write-lock-file --out-link /root/pulled '${installable}'
nix-env --profile /nix/var/nix/profiles/system --set "$(readlink -f /root/pulled)"
/root/pulled/bin/switch-to-configuration switch`;
  return `[ -e /root/pull.sh ] || { cat > /root/pull.sh << 'END'
${script}
END
setsid sh -c 'bash /root/pull.sh; echo "exit $?"' > /root/pull.log 2>&1 < /dev/null & }`;
}

/** The system that runs once the pull has ended; undefined: it has not. */
async function pulled(stage: Stage, hostKey: string): Promise<string | undefined> {
  const text = await stage.ssh(
    'tail -n 12 /root/pull.log; echo; readlink -f /run/current-system',
    hostKey,
  );
  const exit = /^exit (\d+)$/m.exec(text)?.[1];
  if (exit === undefined) return undefined;
  expectThat(exit === '0', `the pull ended with ${text}`);
  return text.trim().split('\n').at(-1);
}

/** For the host as the machine sees it. */
function makeCertificate(dir: string): { readonly key: string; readonly cert: string } {
  const [key, cert] = [path.join(dir, 'owner.key'), path.join(dir, 'owner.pem')];
  const subject = ['-subj', '/CN=owner', '-addext', 'subjectAltName=IP:10.0.2.2'];
  const made = ['-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', ...made, ...subject], { stdio: 'ignore' });
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

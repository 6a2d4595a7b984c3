/** Nix on a played machine: one evaluation of the flake that lies there, and the outputs of what it made. */

import { createHash } from 'node:crypto';
import type { ScriptedJob } from '../scripted/defaults.ts';
import { type Host, ramText } from './host.ts';
import { unquoteWord } from './shell-text.ts';

/** Where the answer is left. */
export const EVALUATION = '/run/ironflake/evaluation.json';
const FLAKE = '/etc/nixos';
const LOCK = `${JSON.stringify({ nodes: { root: {} }, root: 'root', version: 7 })}\n`;

/** Answers from the files of the flake: another flake, other derivations. */
export function evaluate(host: Host, script: string): ScriptedJob {
  const hostname = hostOfFlake(host, script);
  if (hostname === null) {
    return { lines: ['error: the flake provides no such attribute'], exitCode: 1 };
  }
  const { files } = host.ram();
  const missing = missingAccess(host, script);
  if (missing !== null) return { lines: [`error: ${missing}`], exitCode: 1 };
  files.set(`${FLAKE}/flake.lock`, Buffer.from(LOCK));
  const text = ['configuration', 'access']
    .map((name) => ramText(host, `${FLAKE}/${name}.nix`) ?? '')
    .join('\n');
  const keys = [...text.matchAll(/"((?:ssh|ecdsa|sk)-[^"]+)"/g)].map(([, key]) => key);
  const answer = {
    systemDrv: drvPath(host, `nixos-system-${hostname}`),
    diskoDrv: drvPath(host, 'disko-format-mount'),
    hostname,
    platform: `${host.spec.architecture ?? 'x86_64'}-linux`,
    ssh: { isEnabled: true, permitRootLogin: null, readsHome: true, ports: [22], rootKeys: keys },
    bootLoaders: ['grub'],
    disks: [],
    mountpoints: ['/'],
    network: { usesDhcp: true, addresses: [] },
  };
  files.set(EVALUATION, Buffer.from(JSON.stringify(answer)));
  return {};
}

/** Where a private flake's key lies while it is evaluated. */
const ACCESS = '/run/ironflake/flake-access';

/** What a private flake lacks to be fetched, as git would say it; null: nothing. */
function missingAccess(host: Host, script: string): string | null {
  const isPrivate = /git\+ssh:/.test(ramText(host, `${FLAKE}/flake.nix`) ?? '');
  if (!isPrivate) return null;
  if (!/^-----BEGIN .*PRIVATE KEY-----/.test(ramText(host, `${ACCESS}/key`) ?? ''))
    return 'Permission denied (publickey)';
  const isPinned = ramText(host, `${ACCESS}/known_hosts`) !== undefined;
  const isTold =
    script.includes(`-i ${ACCESS}/key`) && script.includes('StrictHostKeyChecking=yes');
  return isPinned && isTold ? null : 'Host key verification failed';
}

/** The answer of the evaluation; the key goes with it. */
export function readEvaluation(host: Host): string | undefined {
  const { files } = host.ram();
  for (const path of files.keys()) if (path.startsWith(`${ACCESS}/`)) files.delete(path);
  return ramText(host, EVALUATION);
}

/** A path that was built before and is fetched; null where the script names none, or one that has to be built. */
export function fetchedPath(script: string): string | null {
  return (
    /--realise '(\/nix\/store\/[0-9a-z]{32}-[^'^]+)'/.exec(script)?.[1]?.replace(/^.*\.drv$/, '') ||
    null
  );
}

/** The derivation that a script names, where the last evaluation made it. */
export function madeDrv(host: Host, script: string): string | null {
  const [drv] = /\/nix\/store\/[0-9a-z]{32}-[^\s'^]+\.drv/.exec(script) ?? [];
  const isMade = drv !== undefined && (ramText(host, EVALUATION) ?? '').includes(`"${drv}"`);
  return isMade ? drv : null;
}

/** What is built of it. */
export function outputOf(drv: string): string {
  const [, name = ''] = /-(.+)\.drv$/.exec(drv) ?? [];
  return `/nix/store/${hashOf([drv])}-${name}`;
}

/** The name that the script asks for, where the flake on the machine has it. */
function hostOfFlake(host: Host, script: string): string | null {
  const word = /'path:[^']*(?:'\\''[^']*)*'/.exec(script)?.[0] ?? '';
  const name = /nixosConfigurations\."([^"]+)"/.exec(unquoteWord(word))?.[1];
  const flake = ramText(host, `${FLAKE}/flake.nix`) ?? '';
  return name !== undefined && flake.includes(name) ? name : null;
}

function drvPath(host: Host, name: string): string {
  const sources = [...host.ram().files].filter(
    ([path]) => path.startsWith(`${FLAKE}/`) && !path.endsWith('.lock'),
  );
  return `/nix/store/${hashOf(sources.flat())}-${name}.drv`;
}

function hashOf(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 32);
}

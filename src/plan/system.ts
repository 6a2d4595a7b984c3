/** What the caller said of the system, checked once more before it becomes files. */

import { MachineError, RequestError } from '../domain/error.ts';
import type { Facts } from '../domain/facts.ts';
import type { SystemPlan } from '../domain/plan.ts';
import type { PullPolicy, SystemRequest } from '../domain/request.ts';

/** One label of RFC 1123; NixOS takes the domain apart from it. */
const HOSTNAME = /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;
const TIME_ZONE = /^[A-Za-z0-9_+-]+(\/[A-Za-z0-9_+-]+){0,2}$/;
const STATE_VERSION = /^\d{2}\.\d{2}$/;
const KEY_LINE =
  /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com) ([A-Za-z0-9+/]+={0,2})(?: [^\p{Cc}]*)?$/u;

const FLAKE_REFERENCE =
  /^(github|gitlab|sourcehut|git|git\+https|git\+ssh|https|tarball\+https):[!-~]+$/;
const PASSWORD_IN_URL = /\/\/[^/@]*:[^/@]*@/;
const TIME_OF_DAY = /^([01]\d|2[0-3]):[0-5]\d$/;

const MAXIMUM_MODULES = 99;
const MAXIMUM_MODULE_BYTES = 256 * 1024;

/**
 * The system part of a plan. Modules are taken as they are: only their size is looked at, and that
 * they are text; whether they are Nix is for Nix to say.
 *
 * @throws RequestError `request.invalid` with the field's name;
 *         MachineError `machine.facts-unreadable` for an architecture that no NixOS was ever built for here
 */
export function planSystem(request: SystemRequest, facts: Facts): SystemPlan {
  const { hostname, authorizedKeys, modules, timeZone, stateVersion } = request;
  check(
    HOSTNAME.test(hostname),
    'hostname',
    hostname,
    'one label of letters, digits and hyphens, at most 63, without the domain',
  );
  check(
    TIME_ZONE.test(timeZone),
    'timeZone',
    timeZone,
    'a name of the tz database such as Europe/Berlin',
  );
  check(
    STATE_VERSION.test(stateVersion),
    'stateVersion',
    stateVersion,
    'a NixOS release such as 26.05',
  );
  check(
    authorizedKeys.length > 0,
    'authorizedKeys',
    '',
    'at least one key, or nobody could log in',
  );
  for (const key of authorizedKeys) {
    check(isKeyLine(key), 'authorizedKeys', key, 'an OpenSSH public key line without options');
  }
  check(
    modules.length <= MAXIMUM_MODULES,
    'modules',
    `${modules.length} modules`,
    `at most ${MAXIMUM_MODULES}`,
  );
  for (const text of modules) checkModule(text);
  const { pull } = request;
  if (pull !== undefined) checkPull(pull);
  return {
    hostname,
    architecture: knownArchitecture(facts),
    authorizedKeys: [...new Set(authorizedKeys)],
    modules,
    timeZone,
    stateVersion,
    ...(pull === undefined ? {} : { pull }),
  };
}

/** The reference stands in the flake for everybody to read, so it holds no password. */
function checkPull({ flake, at }: PullPolicy): void {
  check(
    FLAKE_REFERENCE.test(flake),
    'pull.flake',
    flake,
    'a flake reference such as github:acme/infra/main#web-1',
  );
  check(
    !PASSWORD_IN_URL.test(flake),
    'pull.flake',
    'a URL',
    'a reference without user and password; let the machine have a key',
  );
  check(TIME_OF_DAY.test(at), 'pull.at', at, 'a time of day such as 04:40');
}

function knownArchitecture(facts: Facts): SystemPlan['architecture'] {
  if (facts.architecture !== 'unknown') return facts.architecture;
  throw new MachineError(
    'machine.facts-unreadable',
    'Read the machine type: it is neither x86_64 nor aarch64, and no NixOS can be planned for it.',
  );
}

/** A key line whose base64 part starts with the very type that it claims. */
function isKeyLine(line: string): boolean {
  const [, type = '', body = ''] = KEY_LINE.exec(line) ?? [];
  if (body === '') return false;
  const bytes = Buffer.from(body, 'base64');
  if (bytes.length < 4 + type.length + 4 || bytes.readUInt32BE(0) !== type.length) return false;
  return bytes.subarray(4, 4 + type.length).toString('latin1') === type;
}

function checkModule(text: string): void {
  const bytes = Buffer.byteLength(text);
  check(
    bytes <= MAXIMUM_MODULE_BYTES,
    'modules',
    `${bytes} bytes`,
    `at most ${MAXIMUM_MODULE_BYTES} bytes each`,
  );
  check(text.trim() !== '', 'modules', '', 'a Nix expression, not nothing');
  check(
    text.isWellFormed() && !text.includes('\0'),
    'modules',
    '',
    'text without NUL and without halves of characters',
  );
}

function check(isSound: boolean, field: string, value: string, wanted: string): void {
  if (isSound) return;
  throw new RequestError(
    'request.invalid',
    `Checked system.${field}: ${value === '' ? 'it' : JSON.stringify(value.slice(0, 80))} is not what is needed: ${wanted}.`,
    { field: `system.${field}` },
  );
}

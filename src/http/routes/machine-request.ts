/** Bodies of the calls about machines → our own words, with defaults filled in. */

import type { components } from '../../../openapi/api.gen.ts';
import type { DeploymentRequest } from '../../domain/deployment.ts';
import { RequestError } from '../../domain/error.ts';
import type { HttpCheck, UnreachablePolicy } from '../../domain/unreachable-policy.ts';
import type { AdoptionSource, AdoptionWish } from '../../service/machines/adopt-machine.ts';
import type { MachineWish } from '../../service/machines/change-machine.ts';
import type { ReinstallWish } from '../../service/machines/reinstall-request.ts';
import { passphraseSecret, toLayout, toNetwork, toPull } from './install-request.ts';
import { toFiles } from './system-files.ts';

type Schemas = components['schemas'];

const DEFAULTS = {
  sshPort: 22,
  confirmSeconds: 60,
  afterSeconds: 600,
  everySeconds: 30,
  maxPerDay: 1,
} as const;

/** What an adoption asks for. */
export function toAdoption(body: Schemas['MachineAdoption']): AdoptionWish {
  const { name, privateKey, labels = {} } = body;
  const hostKey = body.hostKey.split(' ').slice(0, 2).join(' ');
  return { name, from: toAdoptionSource(body), hostKey, privateKey, labels };
}

/** @throws RequestError `request.invalid` unless it is exactly one of the two */
function toAdoptionSource(body: Schemas['MachineAdoption']): AdoptionSource {
  const { host, port = DEFAULTS.sshPort, provider, account, server } = body;
  const isProvided = provider !== undefined && account !== undefined && server !== undefined;
  const isNamed = provider !== undefined || account !== undefined || server !== undefined;
  if (host !== undefined && !isNamed) return { kind: 'address', host, port };
  if (host === undefined && isProvided) return { kind: 'provider', provider, account, server };
  throw new RequestError(
    'request.invalid',
    'Give either "host", or all of "provider", "account" and "server".',
  );
}

/** What is to be changed of a machine. */
export function toChange(body: Schemas['MachineChange']): MachineWish {
  const { labels, isLocked, onUnreachable } = body;
  return {
    ...(labels === undefined ? {} : { labels }),
    ...(isLocked === undefined ? {} : { isLocked }),
    ...(onUnreachable === undefined ? {} : { onUnreachable: toPolicy(onUnreachable) }),
  };
}

function toPolicy(policy: Schemas['UnreachablePolicy'] | null): UnreachablePolicy | null {
  if (policy === null) return null;
  const { act, quietHours = null } = policy;
  const { afterSeconds = DEFAULTS.afterSeconds, everySeconds = DEFAULTS.everySeconds } = policy;
  return {
    act,
    afterSeconds,
    everySeconds,
    maxPerDay: policy.maxPerDay ?? DEFAULTS.maxPerDay,
    quietHours,
    ...(policy.httpCheck == null ? {} : { httpCheck: toHttpCheck(policy.httpCheck) }),
  };
}

function toHttpCheck(check: Schemas['HttpCheck']): HttpCheck {
  const { scheme = 'http', path = '/', host = null, expectStatus = null } = check;
  const port = check.port ?? (scheme === 'https' ? 443 : 80);
  return { scheme, port, path, host, expectStatus };
}

/** What a reinstall changes. */
export function toReinstall(body: Schemas['ReinstallRequest']): ReinstallWish {
  const {
    hostname,
    authorizedKeys,
    modules,
    timeZone,
    stateVersion,
    channel,
    files,
    pull,
    network,
  } = body.system ?? {};
  const given = files === undefined ? null : toFiles(files);
  return {
    system: {
      ...(hostname === undefined ? {} : { hostname }),
      ...(authorizedKeys === undefined ? {} : { authorizedKeys }),
      ...(modules === undefined ? {} : { modules }),
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(stateVersion === undefined ? {} : { stateVersion }),
      ...(pull === undefined ? {} : { pull: toPull(pull) }),
      ...(network === undefined ? {} : { network: toNetwork(network) }),
      ...(channel === undefined ? {} : { channel }),
      ...(given === null ? {} : { files: given.files }),
    },
    layout: body.layout === undefined ? null : toLayout(body.layout),
    keepData: body.keepData ?? true,
    erase: body.erase,
    planDigest: body.planDigest ?? null,
    access: body.access ?? null,
    secrets: { ...given?.secrets, ...passphraseSecret(body) },
  };
}

/**
 * What a deployment puts there.
 *
 * @throws RequestError `request.invalid` unless it is exactly one of the three
 */
export function toDeploymentWish(body: Schemas['DeploymentRequest']): {
  readonly request: DeploymentRequest;
  readonly confirmSeconds: number;
} {
  const { modules, flake, generation } = body;
  const wishes: DeploymentRequest[] = [];
  if (modules !== undefined) wishes.push({ kind: 'modules', modules });
  if (flake !== undefined) wishes.push({ kind: 'flake', ...flake });
  if (generation !== undefined) wishes.push({ kind: 'generation', generation });
  const [request, ...more] = wishes;
  if (request !== undefined && more.length === 0) {
    return { request, confirmSeconds: body.confirmSeconds ?? DEFAULTS.confirmSeconds };
  }
  throw new RequestError(
    'request.invalid',
    `Give exactly one of "modules", "flake" and "generation"; the body has ${wishes.length}.`,
  );
}

/** Bodies of the calls about machines → our own words, with defaults filled in. */

import type { components } from '../../../openapi/api.gen.ts';
import type { DeploymentRequest } from '../../domain/deployment.ts';
import { RequestError } from '../../domain/error.ts';
import type { UnreachablePolicy } from '../../domain/unreachable-policy.ts';
import type { AdoptionWish } from '../../service/machines/adopt-machine.ts';
import type { MachineWish } from '../../service/machines/change-machine.ts';
import type { ReinstallWish } from '../../service/machines/reinstall-request.ts';
import { toLayout } from './install-request.ts';
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
  const { name, host, port = DEFAULTS.sshPort, hostKey, privateKey } = body;
  return { name, host, port, hostKey: hostKey.split(' ').slice(0, 2).join(' '), privateKey };
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
  };
}

/** Labels of a query, each as `name=value`. */
export function toLabels(
  given: readonly string[] | undefined,
): Readonly<Record<string, string>> | undefined {
  if (given === undefined) return undefined;
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}

/** What a reinstall changes. */
export function toReinstall(body: Schemas['ReinstallRequest']): ReinstallWish {
  const { hostname, authorizedKeys, modules, timeZone, stateVersion, channel, files } =
    body.system ?? {};
  const given = files === undefined ? null : toFiles(files);
  return {
    system: {
      ...(hostname === undefined ? {} : { hostname }),
      ...(authorizedKeys === undefined ? {} : { authorizedKeys }),
      ...(modules === undefined ? {} : { modules }),
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(stateVersion === undefined ? {} : { stateVersion }),
      ...(channel === undefined ? {} : { channel }),
      ...(given === null ? {} : { files: given.files }),
    },
    layout: body.layout === undefined ? null : toLayout(body.layout),
    keepData: body.keepData ?? true,
    erase: body.erase,
    planDigest: body.planDigest ?? null,
    access: body.access ?? null,
    secrets: given?.secrets ?? {},
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

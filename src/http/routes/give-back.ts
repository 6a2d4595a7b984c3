/** Giving a machine back, and how that went. */

import type { components } from '../../../openapi/api.gen.ts';
import type { GiveBack } from '../../domain/give-back.ts';
import {
  type GiveBackPorts,
  getGiveBack,
  startGiveBack,
} from '../../service/machines/give-back.ts';
import type { ErrorCatalog } from '../error-catalog.ts';
import type { Handlers } from '../handler.ts';
import { toInstallProblem } from '../problem.ts';
import { machinePath } from './machine-view.ts';

/** The handlers. */
export function createGiveBackHandlers(
  ports: GiveBackPorts,
  catalog: ErrorCatalog,
): Pick<Handlers, 'giveBackMachine' | 'getGiveBack'> {
  return {
    async giveBackMachine({ params: { machineId }, query }) {
      const { name, on = null, reason = null, forgetOnly: isForgetOnly = false } = query;
      const begun = await startGiveBack(ports, machineId, { name, on, reason, isForgetOnly });
      const headers = { location: giveBackPath(machineId) };
      return { kind: 'json', status: 202, headers, body: toGiveBack(catalog, begun) };
    },
    async getGiveBack({ params }) {
      const body = toGiveBack(catalog, await getGiveBack(ports, params.machineId));
      return { kind: 'json', status: 200, body };
    },
  };
}

function giveBackPath(machineId: string): string {
  return `${machinePath(machineId)}/give-back`;
}

function toGiveBack(catalog: ErrorCatalog, one: GiveBack): components['schemas']['GiveBack'] {
  const { machineId, name, origin, on, reason, state, endsOn, problem, createdAt, endedAt } = one;
  return {
    machineId,
    name,
    provider: origin.provider,
    account: origin.account,
    providerRef: origin.providerRef,
    forgetOnly: one.isForgetOnly,
    on,
    reason,
    state,
    endsOn,
    remaining: [...one.remaining],
    problem: problem === null ? null : toInstallProblem(catalog, problem),
    createdAt,
    endedAt,
    links: { self: giveBackPath(machineId) },
  };
}

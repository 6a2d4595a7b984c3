/** What a token that is limited to labels may see and touch: only what carries them. */

import { RequestError } from '../domain/error.ts';
import { carries, type Labels, labelsInWords } from '../domain/labels.ts';
import type { MachineOrigin } from '../domain/machine.ts';
import type { InstallRequest } from '../domain/request.ts';
import type { Caller } from './auth.ts';
import type { Operation } from './contract.ts';
import type { OperationId } from './handler.ts';

export interface LabelGuardPorts {
  readonly installs: { getRequest(installId: string): Promise<InstallRequest> };
  readonly plans: { get(planId: string): Promise<{ readonly request: InstallRequest }> };
  readonly machines: {
    get(machineId: string): Promise<{ readonly labels: Labels }>;
    findByOrigin(origin: MachineOrigin): Promise<{ readonly labels: Labels } | null>;
  };
}

/** The parts of a call that tell what it touches. */
export interface GuardedCall {
  readonly params: unknown;
  readonly body: unknown;
}

/** @throws RequestError `request.not-found` for what the caller may not see, `request.forbidden` */
export type LabelGuard = (
  caller: Caller,
  operation: Pick<Operation, 'operationId' | 'path'>,
  call: GuardedCall,
) => Promise<void>;

/** Of no install, machine or plan, and open to whoever has the scope. Everything else is shut until it stands here. */
const OPEN: ReadonlySet<string> = new Set<OperationId>([
  'listInstalls',
  'listMachines',
  'listAccounts',
  'getAccount',
  'listOffers',
]);

/** Makes the guard. Callers without labels pass. */
export function createLabelGuard(ports: LabelGuardPorts): LabelGuard {
  return async (caller, { operationId, path }, { params, body }) => {
    const { labels } = caller;
    if (labels === undefined || OPEN.has(operationId)) return;
    const touched = await labelsTouched(ports, path, params);
    if (touched === null) await requireNew(ports, caller, labels, operationId, body);
    else if (!carries(touched, labels)) throw unseen(path);
    else requireKept(caller, labels, operationId, body);
  };
}

/** Of the thing that the path names; null: it names none. */
async function labelsTouched(
  { installs, machines, plans }: LabelGuardPorts,
  path: string,
  params: unknown,
): Promise<Labels | null> {
  const named = { installId: '', machineId: '', planId: '', ...asRecord(params) };
  if (path.includes('{installId}')) {
    return (await installs.getRequest(String(named.installId))).labels ?? {};
  }
  if (path.includes('{machineId}')) return (await machines.get(String(named.machineId))).labels;
  if (path.includes('{planId}'))
    return (await plans.get(String(named.planId))).request.labels ?? {};
  return null;
}

/** What is made has to carry the labels, and takes over nothing that does not. */
async function requireNew(
  ports: LabelGuardPorts,
  caller: Caller,
  labels: Labels,
  operationId: string,
  body: unknown,
): Promise<void> {
  if (!MAKING.has(operationId)) throw limited(caller, labels, `may not call ${operationId}`);
  const given = asRecord(body);
  if (!carries(asLabels(given.labels), labels)) {
    throw limited(caller, labels, 'makes only what carries them: put them into "labels"');
  }
  const origin = originOf(asRecord(asRecord(given.machine).existing));
  if (origin === null) return;
  const known = await ports.machines.findByOrigin(origin);
  const isOwnHost = origin.provider === 'ssh' && known === null;
  if (isOwnHost || (known !== null && carries(known.labels, labels))) return;
  throw limited(
    caller,
    labels,
    'touches only machines that carry them, and this one is not known as such',
  );
}

const MAKING: ReadonlySet<string> = new Set<OperationId>([
  'startInstall',
  'makePlan',
  'adoptMachine',
]);

/** A change must not take away what the caller is limited to. */
function requireKept(caller: Caller, labels: Labels, operationId: string, body: unknown): void {
  const { labels: wanted } = asRecord(body);
  if (operationId !== 'changeMachine' || wanted === undefined) return;
  if (carries(asLabels(wanted), labels)) return;
  throw limited(caller, labels, 'may not take them away');
}

/** By the provider's own id; a server's name is not known here, and so never one of the caller's. */
function originOf(existing: Readonly<Record<string, unknown>>): MachineOrigin | null {
  const { provider, account, server, host, port = 22 } = existing;
  if (provider === 'ssh') {
    return { provider, account: null, providerRef: `${String(host)}:${String(port)}` };
  }
  if (provider !== 'hcloud' && provider !== 'robot') return null;
  return { provider, account: String(account), providerRef: String(server) };
}

function limited({ name }: Caller, labels: Labels, rule: string): RequestError {
  return new RequestError(
    'request.forbidden',
    `The token "${name}" is limited to the labels ${labelsInWords(labels)}; it ${rule}. Nothing was done.`,
    { labels },
  );
}

/** As if it were not there: that it is there is none of the caller's business. */
function unseen(path: string): RequestError {
  return new RequestError('request.not-found', `There is no such thing at ${path}.`);
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function asLabels(value: unknown): Labels {
  const entries = Object.entries(asRecord(value));
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}

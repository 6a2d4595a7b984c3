/** Starts a failed install's request again, on the machine that it had. */

import { RequestError } from '../domain/error.ts';
import type { Install } from '../domain/install.ts';
import type { ExistingMachine, InstallRequest } from '../domain/request.ts';
import type { SpendEntry } from '../workflow/spend.ts';
import { DOCUMENTS } from './names.ts';
import type { MachineSeen, ServicePorts } from './ports.ts';
import { type Started, startInstall } from './start-install.ts';

export interface RetryPorts
  extends Pick<
    ServicePorts,
    'installs' | 'documents' | 'secrets' | 'engine' | 'accounts' | 'orders'
  > {
  /** What is known of orders, by `order:` and the id of their install. */
  readonly ledger: { find(key: string): Promise<SpendEntry | null> };
}

export interface RetryInput {
  readonly installId: string;
  /** For a host that is simply there: its key was forgotten when the install ended. */
  readonly privateKey: string | null;
  /** Throws where the caller may not spend money; asked only where the retry would. */
  readonly requireOrderScope: () => void;
}

/**
 * Starts a new install of the same request, and one only for each install that failed: sent again, it answers
 * with that one. What was bought is used and not bought again; an order that was refused is placed anew.
 *
 * @throws RequestError `request.conflict` (it has not failed; its order is not clear; its secrets are forgotten),
 *         `request.forbidden`, `request.idempotency-key-reused` (another key for the host), and as `startInstall`
 */
export async function retryInstall(ports: RetryPorts, input: RetryInput): Promise<Started> {
  const { installId, privateKey } = input;
  const install = await ports.installs.get(installId);
  if (install.state !== 'failed') throw notFailed(install);
  const last = await ports.installs.getRequest(installId);
  requireSecretsAtHand(installId, last, privateKey);
  const request = { ...(await onItsMachine(ports, input, last)), retryOf: installId };
  return startInstall(ports, { request, privateKey, idempotencyKey: `retry-${installId}` });
}

/** The machine of an order is one that is there, and its disks are ours to wipe: it was bought for this. */
async function onItsMachine(
  { documents, ledger }: RetryPorts,
  { installId, requireOrderScope }: RetryInput,
  last: InstallRequest,
): Promise<InstallRequest> {
  if (last.machine.kind === 'existing') return last;
  const seen = await documents.find<MachineSeen>(installId, DOCUMENTS.machine);
  const existing = seen === null ? null : toExisting(seen);
  if (existing !== null) {
    const machine = { kind: 'existing', existing } as const;
    return { ...last, machine, erase: 'planned-disks', planDigest: null };
  }
  const order = await ledger.find(`order:${installId}`);
  if (order !== null && order.state !== 'refused') throw orderStands(installId, order);
  requireOrderScope();
  return last;
}

function toExisting({ origin }: MachineSeen): ExistingMachine | null {
  const { provider, account, providerRef } = origin;
  return provider === 'ssh' ? null : { provider, account: account ?? '', server: providerRef };
}

function requireSecretsAtHand(
  installId: string,
  { machine, system, layout, push }: InstallRequest,
  privateKey: string | null,
): void {
  const isHost = machine.kind === 'existing' && machine.existing.provider === 'ssh';
  const missing = [
    ...(isHost && privateKey === null ? ['the private key of the host ("privateKey")'] : []),
    ...((system.files ?? []).some(({ content }) => content === null) ? ['secret files'] : []),
    ...(layout.hasLuks === true ? ['the passphrase of the disks'] : []),
  ];
  const { source } = system.flake ?? {};
  if (source?.kind === 'url' && source.access.kind !== 'public')
    missing.push('access to the flake');
  if (push !== undefined && push.access.kind !== 'public') missing.push('access for the push');
  if (missing.length === 0) return;
  throw new RequestError(
    'request.conflict',
    `The secrets of install ${installId} were forgotten at its end: ${missing.join(', ')}. Nothing was started; give the key with the retry, and for other secrets ask for a new install on the same machine.`,
    { installId, missing },
  );
}

function notFailed({ installId, state }: Install): RequestError {
  return new RequestError(
    'request.conflict',
    `Install ${installId} is ${state}; only one that failed is tried again. Nothing was started.`,
    { installId, state },
  );
}

function orderStands(installId: string, { state }: SpendEntry): RequestError {
  return new RequestError(
    'request.conflict',
    `The order of install ${installId} is "${state}", and its machine was not seen yet. Nothing was started, so that nothing is bought twice; look at the provider's console, and install with machine.existing once the machine is there.`,
    { installId, order: state },
  );
}

/** Starts an install: writes the wish down, then hands it to the engine. */

import { randomUUID } from 'node:crypto';
import { DISK_PASSPHRASE_SECRETS } from '../domain/disk-passphrase.ts';
import { RequestError } from '../domain/error.ts';
import type { Install } from '../domain/install.ts';
import type { InstallRequest } from '../domain/request.ts';
import { requireAccount } from './accounts.ts';
import { hashRequest } from './body-hash.ts';
import { makePassphrase } from './make-passphrase.ts';
import { GIVEN_ACCESS_SECRET, INSTALL_WORKFLOW } from './names.ts';
import type { ServicePorts } from './ports.ts';
import { requireSoundRequest } from './sound-request.ts';

export interface StartInput {
  readonly request: InstallRequest;
  /** Key for a host that is simply there; goes to the sealed store alone. */
  readonly privateKey: string | null;
  readonly idempotencyKey: string | null;
  /** Id of the install, where the caller has chosen it; made here when absent. */
  readonly installId?: string;
  /** More secrets of the install by their names, as the host key that a reinstall keeps, or what opens the disks. */
  readonly secrets?: Readonly<Record<string, string>>;
}

export interface Started {
  readonly install: Install;
  /** False: this key was used before, for the same request. */
  readonly isNew: boolean;
  /** A secret that only the caller is told; null: none was made, or its install has ended. */
  readonly madePassphrase: string | null;
}

/**
 * Stores the install and has the engine run it. With the same idempotency key it may be repeated: a call
 * that was cut half-way is completed by the next one.
 *
 * @throws RequestError `request.no-such-account`, `request.idempotency-key-reused`, `request.order-limit`,
 *         `request.invalid`
 */
export async function startInstall(
  ports: Pick<ServicePorts, 'installs' | 'secrets' | 'engine' | 'accounts' | 'orders'>,
  input: StartInput,
): Promise<Started> {
  refuseIdlePassphrase(input);
  await requireAccount(ports, input.request);
  await requireLimit(ports, input);
  await requireSoundRequest(ports, input.request);
  const started = await ports.installs.insert({
    installId: input.installId ?? randomUUID(),
    request: input.request,
    idempotencyKey: input.idempotencyKey ?? undefined,
    bodyHash: hashRequest(input.request, input.privateKey, input.secrets),
  });
  const { installId, state } = started.install;
  // Only an install that nobody works on yet: a later one has its key already, or has forgotten it on purpose.
  if (state !== 'queued') {
    const madePassphrase = await ports.secrets.find(installId, DISK_PASSPHRASE_SECRETS.made);
    return { ...started, madePassphrase };
  }
  if (input.privateKey !== null) {
    await ports.secrets.putIfAbsent(installId, GIVEN_ACCESS_SECRET, input.privateKey);
  }
  for (const [name, text] of Object.entries(input.secrets ?? {})) {
    await ports.secrets.putIfAbsent(installId, name, text);
  }
  const madePassphrase = await ensurePassphrase(ports, installId, input);
  await ports.engine.run(INSTALL_WORKFLOW, installId);
  return { ...started, madePassphrase };
}

function refuseIdlePassphrase({ request, secrets = {} }: StartInput): void {
  if (request.layout.hasLuks === true || !(DISK_PASSPHRASE_SECRETS.given in secrets)) return;
  throw new RequestError(
    'request.invalid',
    'The request has a "diskPassphrase", but its layout has no "luks": true, so nothing would be encrypted with it. Nothing was started; give both or neither.',
    { field: 'diskPassphrase' },
  );
}

/** Where disks are encrypted and the caller gave no passphrase, one is made and sealed; it is returned. */
async function ensurePassphrase(
  ports: Pick<ServicePorts, 'secrets'>,
  installId: string,
  { request, secrets = {} }: StartInput,
): Promise<string | null> {
  const { given, made } = DISK_PASSPHRASE_SECRETS;
  if (request.layout.hasLuks !== true || given in secrets) return null;
  return ports.secrets.putIfAbsent(installId, made, makePassphrase());
}

/** A repeated call is answered, also when no more may be ordered. */
async function requireLimit(
  { installs, orders }: Pick<ServicePorts, 'installs' | 'orders'>,
  { request: { machine }, idempotencyKey }: StartInput,
): Promise<void> {
  if (machine.kind !== 'order') return;
  if (idempotencyKey !== null && (await installs.isKnown(idempotencyKey))) return;
  await orders.checkLimit(`${machine.order.provider}/${machine.order.account}`);
}

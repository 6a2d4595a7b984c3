/** Takes over a machine that was installed elsewhere: by its address or its provider, its host key, and a key that logs in. */

import { RequestError } from '../../domain/error.ts';
import type { MachineOrigin } from '../../domain/machine.ts';
import type { ManagedMachine } from '../../domain/managed-machine.ts';
import { requireNamedAccount } from '../accounts.ts';
import { accessSecret, MACHINE_WORKFLOWS, machineOwner } from './names.ts';
import type { MachinePorts } from './ports.ts';

export interface AdoptionWish {
  readonly name: string;
  readonly from: AdoptionSource;
  /** `ssh-ed25519 AAAA…`, without comment. */
  readonly hostKey: string;
  /** OpenSSH private key; goes to the sealed store alone. */
  readonly privateKey: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** By its provider: its addresses are asked for when it is first read. */
export type AdoptionSource =
  | { readonly kind: 'address'; readonly host: string; readonly port: number }
  | {
      readonly kind: 'provider';
      readonly provider: 'hcloud' | 'robot';
      readonly account: string;
      /** The provider's own number of it. */
      readonly server: string;
    };

/**
 * Stores the machine under this id and has its facts read; until that was done its mode is `reading`. May be
 * repeated.
 *
 * @throws RequestError `request.conflict` where this machine is known already, `request.no-such-account`
 */
export async function adoptMachine(
  ports: Pick<MachinePorts, 'machines' | 'secrets' | 'engine' | 'installs'>,
  machineId: string,
  wish: AdoptionWish,
): Promise<ManagedMachine> {
  const { from } = wish;
  const origin = originOf(from);
  if (from.kind === 'provider') await requireNamedAccount(ports.installs, from);
  const known = await ports.machines.findByOrigin(origin);
  if (known !== null && known.machineId !== machineId) throw isKnown(known);
  const accessName = accessSecret(machineId);
  await ports.secrets.putIfAbsent(machineOwner(machineId), accessName, wish.privateKey);
  const machine = await ports.machines.seen(
    {
      machineId,
      origin,
      name: wish.name,
      addresses: from.kind === 'address' ? [{ host: from.host, port: from.port }] : [],
      hostKey: wish.hostKey,
      systemPath: null,
      installId: null,
      accessName,
      mode: 'reading',
      labels: wish.labels,
      unlock: null,
    },
    { kind: 'adopted', text: `Adopted ${origin.providerRef}; its facts are read.`, fields: {} },
    `adopt.${machineId}`,
  );
  if (machine.machineId !== machineId) throw isKnown(machine);
  await ports.engine.run(MACHINE_WORKFLOWS.readFacts, machineId, `facts-${machineId}-first`);
  return machine;
}

function originOf(from: AdoptionSource): MachineOrigin {
  if (from.kind === 'provider') {
    const { provider, account, server } = from;
    return { provider, account, providerRef: server };
  }
  return { provider: 'ssh', account: null, providerRef: `${from.host}:${from.port}` };
}

/** Reads the machine's facts anew; they become one more entry of their history, one for each id of a reading. */
export async function readFactsAgain(
  ports: Pick<MachinePorts, 'machines' | 'engine'>,
  machineId: string,
  readingId: string,
): Promise<ManagedMachine> {
  const machine = await ports.machines.get(machineId);
  if (machine.accessName === null) throw noAccess(machine);
  const runId = `facts-${machineId}-${readingId}`;
  await ports.engine.run(MACHINE_WORKFLOWS.readFacts, machineId, runId);
  return machine;
}

/** The error of what needs a key on the machine. */
export function noAccess({ machineId, name }: ManagedMachine): RequestError {
  return new RequestError(
    'request.no-access',
    `The service holds no key for machine ${name}. Nothing was started; install it with "access": "keep", or adopt it with a key.`,
    { machineId },
  );
}

function isKnown({ machineId, name }: ManagedMachine): RequestError {
  return new RequestError(
    'request.conflict',
    `This machine is known already, as ${name} (${machineId}). Nothing was changed.`,
    { machineId },
  );
}

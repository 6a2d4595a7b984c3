/** Takes over a machine that was installed elsewhere: by its address, its host key, and a key that logs in. */

import { RequestError } from '../../domain/error.ts';
import type { ManagedMachine } from '../../domain/managed-machine.ts';
import { accessSecret, MACHINE_WORKFLOWS, machineOwner } from './names.ts';
import type { MachinePorts } from './ports.ts';

export interface AdoptionWish {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** `ssh-ed25519 AAAA…`, without comment. */
  readonly hostKey: string;
  /** OpenSSH private key; goes to the sealed store alone. */
  readonly privateKey: string;
}

/**
 * Stores the machine under this id and has its facts read; until that was done its mode is `reading`. May be
 * repeated.
 *
 * @throws RequestError `request.conflict` where this address is known already
 */
export async function adoptMachine(
  ports: Pick<MachinePorts, 'machines' | 'secrets' | 'engine'>,
  machineId: string,
  wish: AdoptionWish,
): Promise<ManagedMachine> {
  const origin = {
    provider: 'ssh',
    account: null,
    providerRef: `${wish.host}:${wish.port}`,
  } as const;
  const known = await ports.machines.findByOrigin(origin);
  if (known !== null && known.machineId !== machineId) throw isKnown(known);
  const accessName = accessSecret(machineId);
  await ports.secrets.putIfAbsent(machineOwner(machineId), accessName, wish.privateKey);
  const machine = await ports.machines.seen(
    {
      machineId,
      origin,
      name: wish.name,
      addresses: [{ host: wish.host, port: wish.port }],
      hostKey: wish.hostKey,
      systemPath: null,
      installId: null,
      accessName,
      mode: 'reading',
    },
    { kind: 'adopted', text: `Adopted ${origin.providerRef}; its facts are read.`, fields: {} },
    `adopt.${machineId}`,
  );
  if (machine.machineId !== machineId) throw isKnown(machine);
  await ports.engine.run(MACHINE_WORKFLOWS.readFacts, machineId, `facts-${machineId}-first`);
  return machine;
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
    `This address is known already, as machine ${name} (${machineId}). Nothing was changed.`,
    { machineId },
  );
}

/** Gives an encrypted machine the passphrase that it waits for while it starts. */

import { RequestError } from '../../domain/error.ts';
import type { ManagedMachine } from '../../domain/managed-machine.ts';
import { MACHINE_WORKFLOWS, machineOwner, unlockRound, unlockSecret } from './names.ts';
import type { MachinePorts } from './ports.ts';

export interface UnlockWish {
  readonly unlockId: string;
  readonly passphrase: string;
}

/**
 * Seals the passphrase for one use, and has the machine waited for. May be repeated with the same id.
 *
 * @throws RequestError `request.conflict` where nothing is encrypted, `request.no-access`
 */
export async function unlockMachine(
  ports: Pick<MachinePorts, 'machines' | 'secrets' | 'engine'>,
  machineId: string,
  { unlockId, passphrase }: UnlockWish,
): Promise<ManagedMachine> {
  const machine = await ports.machines.get(machineId);
  requireInitrd(machine);
  const { id, runId } = unlockRound(machineId, unlockId);
  await ports.secrets.putIfAbsent(machineOwner(machineId), unlockSecret(runId), passphrase);
  const text = 'A passphrase was given; the machine is waited for.';
  const told = { kind: 'unlock-asked', text, fields: {} } as const;
  const asked = await ports.machines.change(machineId, {}, told, { eventKey: `${runId}.asked` });
  await ports.engine.run(MACHINE_WORKFLOWS.unlock, id, runId);
  return asked;
}

function requireInitrd({ machineId, name, unlock, addresses, accessName }: ManagedMachine): void {
  if (unlock === null) {
    throw new RequestError(
      'request.conflict',
      `Machine ${name} was not installed by this service with encrypted disks: nothing waits to be unlocked that it knows of. Nothing was started.`,
      { machineId },
    );
  }
  if (accessName !== null) return;
  const host = addresses[0]?.host ?? 'ADDRESS';
  throw new RequestError(
    'request.no-access',
    `The service holds no key that the initrd of machine ${name} lets in. Nothing was started; unlock it with a key of your own: ssh -t -p ${unlock.port} root@${host}`,
    { machineId, port: unlock.port, hostKey: unlock.hostKey },
  );
}

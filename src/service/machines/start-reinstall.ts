/** Makes a known machine anew, by an ordinary install whose request is derived. */

import { RequestError } from '../../domain/error.ts';
import { type ManagedMachine, PAPERS, type ReinstallPaper } from '../../domain/managed-machine.ts';
import type { InstallRequest } from '../../domain/request.ts';
import { type Started, startInstall } from '../start-install.ts';
import { noAccess } from './adopt-machine.ts';
import { atWork, requireAtRest, requireUnlocked } from './at-rest.ts';
import {
  FINAL_HOST_KEY_SECRET,
  hostKeySecret,
  INITRD_HOST_KEY_SECRET,
  initrdKeySecret,
  machineOwner,
} from './names.ts';
import type { MachinePorts } from './ports.ts';
import { type ReinstallWish, reinstallRequest } from './reinstall-request.ts';

export interface ReinstallInput {
  readonly wish: ReinstallWish;
  /** `keep` needs the private host key, which is held only where access was kept. */
  readonly hostKey: 'keep' | 'renew';
  /** Of the install that is meant: asked for again, there is still one. */
  readonly installId: string;
  /** For the record: who or what wants it. */
  readonly why: string;
}

/**
 * Starts the install: by the provider's rescue system where the provider has one, else over the kept access.
 * With the same `installId` it may be repeated. Of two reinstalls asked for at once, one is refused.
 *
 * @throws RequestError `request.machine-locked`, `request.no-access`, `request.conflict`,
 *         `request.invalid`
 */
export async function startReinstall(
  ports: MachinePorts,
  machineId: string,
  input: ReinstallInput,
): Promise<Omit<Started, 'madePassphrase'>> {
  const machine = await ports.machines.get(machineId);
  const earlier = await ports.papers.find<ReinstallPaper>(machineId, PAPERS.reinstall);
  const { installId } = input;
  if (earlier?.installId === installId) {
    return { install: await ports.installs.installs.get(installId), isNew: false };
  }
  requireUnlocked(machine);
  await requireAtRest(ports, machine);
  const last = await ports.papers.find<InstallRequest>(machineId, PAPERS.request);
  const request = reinstallRequest(machine, last, input.wish);
  const privateKey = await keyFor(ports, machine, request);
  const secrets = {
    ...input.wish.secrets,
    ...(input.hostKey === 'keep' ? await keptHostKey(ports, machine) : {}),
  };
  const started = await startInstall(ports.installs, {
    request,
    privateKey,
    installId,
    // Each reinstall makes a new version below; of two that read the same one, the first to be stored is it.
    idempotencyKey: `reinstall-${machineId}-${machine.version}`,
    secrets,
  });
  if (started.install.installId !== installId) throw atWork(machine, started.install.installId);
  await ports.papers.put(machineId, PAPERS.reinstall, { installId });
  const text = `A reinstall was started: ${input.why}`;
  const fields = { installId, hostKey: input.hostKey, keepData: input.wish.keepData };
  await ports.machines.change(machineId, {}, { kind: 'reinstall-started', text, fields });
  return started;
}

async function keyFor(
  { secrets }: Pick<MachinePorts, 'secrets'>,
  machine: ManagedMachine,
  request: InstallRequest,
): Promise<string | null> {
  if (request.machine.kind !== 'existing' || request.machine.existing.provider !== 'ssh')
    return null;
  if (machine.accessName === null) throw noAccess(machine);
  return secrets.find(machineOwner(machine.machineId), machine.accessName);
}

async function keptHostKey(
  { secrets }: Pick<MachinePorts, 'secrets'>,
  machine: ManagedMachine,
): Promise<Readonly<Record<string, string>>> {
  const { machineId, installId, name } = machine;
  const pair =
    installId === null
      ? null
      : await secrets.find(machineOwner(machineId), hostKeySecret(installId));
  const initrd =
    installId === null
      ? null
      : await secrets.find(machineOwner(machineId), initrdKeySecret(installId));
  if (pair !== null) {
    return {
      [FINAL_HOST_KEY_SECRET]: pair,
      ...(initrd === null ? {} : { [INITRD_HOST_KEY_SECRET]: initrd }),
    };
  }
  throw new RequestError(
    'request.no-access',
    `The private host key of machine ${name} is not held by this service, since its install did not keep access. Nothing was started; ask with "hostKey": "renew".`,
    { machineId },
  );
}

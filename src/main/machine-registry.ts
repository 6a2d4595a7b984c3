/** Makes a machine known, or known anew, when an install on it is proven. */

import type { Facts } from '../domain/facts.ts';
import type { Proof } from '../domain/install.ts';
import { PAPERS } from '../domain/managed-machine.ts';
import type { FlakeFile, Plan } from '../domain/plan.ts';
import type { KnownMachine } from '../install/records.ts';
import { withKeptAccess } from '../plan/kept-access.ts';
import {
  accessSecret,
  hostKeySecret,
  INITRD_HOST_KEY_SECRET,
  initrdKeySecret,
  machineOwner,
} from '../service/machines/names.ts';
import { DOCUMENTS } from '../service/names.ts';
import type { Store } from '../store/store.ts';

export type RegistryStore = Pick<
  Store,
  'installs' | 'documents' | 'machines' | 'machinePapers' | 'secrets'
>;

export interface MachineRegistry {
  /** Tells of an install that is about to be called ready. May be repeated. */
  installed(installId: string, proof: Proof): Promise<void>;
}

/** Makes the registry; a machine is known by its provider and the provider's reference. */
export function createMachineRegistry(store: RegistryStore): MachineRegistry {
  return {
    async installed(installId, proof) {
      const known = await store.documents.find<KnownMachine>(installId, DOCUMENTS.machine);
      if (known === null) return;
      const request = await store.installs.getRequest(installId);
      const before = await store.machines.findByOrigin(known.origin);
      // A new one takes the id of the install that made it known: told twice, it is still one.
      const machineId = before?.machineId ?? installId;
      const publicKey =
        request.access === 'keep' ? await keepKeys(store, installId, machineId) : null;
      const machine = await store.machines.seen(
        {
          machineId,
          origin: known.origin,
          name: request.system.hostname,
          addresses: known.addresses,
          hostKey: proof.hostKey,
          systemPath: proof.systemPath,
          installId,
          accessName: publicKey === null ? null : accessSecret(installId),
          mode: 'installed',
          labels: request.labels ?? {},
          unlock: proof.unlock ?? null,
        },
        {
          kind: 'installed',
          text: `Installed and proven: it runs ${proof.systemPath}.`,
          fields: { installId },
        },
        `install.${installId}`,
      );
      await store.machinePapers.put(machine.machineId, PAPERS.request, request);
      await copyPapers(store, installId, machine.machineId, publicKey);
      await forgetOldKeys(store, machine.machineId, before?.installId ?? null, installId);
    },
  };
}

/** Returns the public key whose private part was kept; null when the install has forgotten its keys already. */
async function keepKeys(
  { secrets }: RegistryStore,
  installId: string,
  machineId: string,
): Promise<string | null> {
  const access = await secrets.find(installId, 'key.access');
  const host = await secrets.find(installId, 'key.finalHost');
  if (access === null || host === null) return null;
  const pair: { readonly privateKey: string; readonly publicKey: string } = JSON.parse(access);
  const owner = machineOwner(machineId);
  await secrets.putIfAbsent(owner, accessSecret(installId), pair.privateKey);
  await secrets.putIfAbsent(owner, hostKeySecret(installId), host);
  const initrd = await secrets.find(installId, INITRD_HOST_KEY_SECRET);
  if (initrd !== null) await secrets.putIfAbsent(owner, initrdKeySecret(installId), initrd);
  return pair.publicKey;
}

async function copyPapers(
  { documents, machinePapers }: RegistryStore,
  installId: string,
  machineId: string,
  publicKey: string | null,
): Promise<void> {
  const plan = await documents.find<Plan>(installId, DOCUMENTS.plan);
  const facts = await documents.find<Facts>(installId, 'facts.before');
  const seen = await documents.find<Facts>(installId, 'facts.installed');
  const flake = await documents.find<readonly FlakeFile[]>(installId, DOCUMENTS.flake);
  if (plan !== null) {
    const kept = publicKey === null ? plan : withKeptAccess(plan, publicKey);
    await machinePapers.put(machineId, PAPERS.plan, kept);
  }
  if (facts !== null) await machinePapers.put(machineId, PAPERS.plannedFacts, facts);
  if (flake !== null) await machinePapers.put(machineId, PAPERS.flake, flake);
  if (seen !== null) await machinePapers.addFacts(machineId, `install.${installId}`, seen);
}

async function forgetOldKeys(
  { secrets }: RegistryStore,
  machineId: string,
  former: string | null,
  present: string,
): Promise<void> {
  if (former === null || former === present) return;
  await secrets.delete(machineOwner(machineId), accessSecret(former));
  await secrets.delete(machineOwner(machineId), hostKeySecret(former));
  await secrets.delete(machineOwner(machineId), initrdKeySecret(former));
}

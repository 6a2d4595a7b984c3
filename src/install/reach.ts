/** Phase reach: a root shell on some Linux that can kexec, on a host that is who it should be. */

import type { Provider, ProviderMachine } from '../../providers/provider.ts';
import { MachineError, ProviderError } from '../domain/error.ts';
import type { HostKey } from '../domain/machine.ts';
import type { ExistingMachine, OrderRequest } from '../domain/request.ts';
import { sh } from '../ssh/command.ts';
import { withAbility } from './ability.ts';
import { act, msLeft, waitUntil } from './act.ts';
import { type Contact, type InstallRun, targetOf } from './context.ts';
import { DEADLINES } from './deadlines.ts';
import { noteContact } from './note-contact.ts';
import { reachMetal } from './reach-metal.ts';
import type { KnownMachine } from './records.ts';

type Unseen = Omit<Contact, 'bootId'>;

/**
 * Gets onto an ordered machine: over the first boot of its image, whose host key we made ourselves, or
 * over the rescue system as its first boot.
 *
 * @throws MachineError `machine.not-rescue`
 */
export async function reachOrdered(
  run: InstallRun,
  order: OrderRequest,
  machine: KnownMachine,
): Promise<Contact> {
  if (order.path === 'rescue') {
    return intoRescue(run, run.deps.provider(order.provider, order.account), machine);
  }
  const hostKey = await act(run, 'reach.first-host-key', async () => {
    const pair = await run.deps.keys.get(run.installId, 'firstHost');
    return { publicKey: pair.publicKey, trust: 'injected' } as const;
  });
  const { addresses } = machine;
  return awaitContact(run, 'reach.first-boot', 'the new machine answers for the first time', {
    addresses,
    user: 'root',
    hostKey,
    access: 'access',
  });
}

/** Gets onto a machine that is already there: by rescue system, or straight by SSH. */
export async function reachExisting(run: InstallRun, existing: ExistingMachine): Promise<Contact> {
  if (existing.provider === 'ssh') return reachHost(run, existing);
  if (existing.provider === 'robot') return reachMetal(run, existing);
  return reachRescue(run, existing);
}

async function reachHost(
  run: InstallRun,
  host: Extract<ExistingMachine, { provider: 'ssh' }>,
): Promise<Contact> {
  const addresses = [{ host: host.host, port: host.port }];
  const providerRef = `${host.host}:${host.port}`;
  await act(run, 'reach.note-host', async () => {
    const origin = { provider: 'ssh', account: null, providerRef } as const;
    const known = { origin, addresses, serverType: null, location: null };
    await run.deps.records.machineKnown(run.installId, known);
    return null;
  });
  const hostKey: HostKey | null =
    host.hostKey === null ? null : { publicKey: host.hostKey, trust: 'given' };
  return awaitContact(
    run,
    'reach.host',
    `${providerRef} answers`,
    { addresses, user: host.user, hostKey, access: 'given' },
    DEADLINES.reachHostMs,
  );
}

async function reachRescue(
  run: InstallRun,
  existing: Extract<ExistingMachine, { provider: 'hcloud' }>,
): Promise<Contact> {
  const provider = run.deps.provider(existing.provider, existing.account);
  const machine = await act(run, 'reach.find', async ({ signal }) => {
    const found = await provider.getMachine(existing.server, signal);
    refuseProtected(found);
    const { origin, addresses, serverType, location } = found;
    const known = { origin, addresses, serverType, location };
    await run.deps.records.machineKnown(run.installId, known);
    return known;
  });
  return intoRescue(run, provider, machine);
}

/** What its owner protected is not even restarted. */
function refuseProtected({ isProtected, name, origin: { providerRef } }: ProviderMachine): void {
  if (isProtected !== true) return;
  throw new ProviderError(
    'provider.protected',
    `Server ${name} (${providerRef}) was to be reinstalled, but it is protected against that at its provider. Nothing was touched; remove the protection there by hand if this is meant.`,
    { providerRef },
  );
}

async function intoRescue(
  run: InstallRun,
  provider: Provider,
  machine: KnownMachine,
): Promise<Contact> {
  const first = await bootRescue(run, provider, machine, 'reach.rescue');
  if (first !== null) return first;
  // The vendor's rescue boot can fail silently and start the old system: one more try, then give up.
  const second = await bootRescue(run, provider, machine, 'reach.rescue-again');
  if (second !== null) return second;
  throw new MachineError(
    'machine.not-rescue',
    `${machine.origin.providerRef} was restarted twice with the rescue system armed and came up in something else. Look at its console; network boot must stand before the disk.`,
    { providerRef: machine.origin.providerRef },
  );
}

/** Arms rescue, restarts, waits; null when what answers is not the rescue system. */
async function bootRescue(
  run: InstallRun,
  provider: Provider,
  machine: KnownMachine,
  name: string,
): Promise<Contact | null> {
  const ref = machine.origin.providerRef;
  const armed = await act(run, `${name}.arm`, async ({ signal, machine: vendor }) => {
    const { publicKey } = await run.deps.keys.get(run.installId, 'access');
    const input = { ref, operationId: run.installId, authorizedKey: publicKey };
    const rescue = await vendor(withAbility(provider, 'rescue').armRescue(input, signal));
    return { user: rescue.user, hostKey: rescue.hostKey };
  });
  await act(run, `${name}.restart`, async ({ signal, machine: vendor }) => {
    const now = await provider.getMachine(ref, signal);
    // No longer armed: a boot has taken it. Restarting again would leave the rescue system.
    if (isOnItsWay(now)) return null;
    await run.deps.records.leavesItsSystem(run.installId);
    await vendor(withAbility(provider, 'power').restart(ref, signal));
    return null;
  });
  const unseen: Unseen = { ...armed, addresses: machine.addresses, access: 'access' };
  const contact = await awaitContact(run, `${name}.boot`, 'the rescue system answers', unseen);
  return (await isRescue(run, contact, name)) ? contact : null;
}

function isOnItsWay(machine: ProviderMachine): boolean {
  return !machine.isRescueArmed && machine.power === 'on';
}

/** Hostname `rescue` and a root that is not on a local disk: the only proof that holds on all images. */
async function isRescue(run: InstallRun, contact: Contact, name: string): Promise<boolean> {
  return act(run, `${name}.prove`, async ({ signal }) => {
    const shell = await run.deps.shells.open(await targetOf(run, contact), { signal });
    const { stdout } = await shell.run(sh`uname -n; findmnt -n -o SOURCE / || echo none`, {
      signal,
    });
    const [hostname, rootSource] = stdout.split('\n');
    const isRescueSystem = hostname === 'rescue' && !(rootSource ?? '').startsWith('/dev/');
    if (!isRescueSystem) shell.close();
    return isRescueSystem;
  });
}

async function awaitContact(
  run: InstallRun,
  name: string,
  what: string,
  unseen: Unseen,
  deadlineMs: number = DEADLINES.reachBootMs,
): Promise<Contact> {
  const until = await waitUntil(run, name, what, deadlineMs);
  return act(run, name, async ({ signal, machineTook }) => {
    const startedAt = performance.now();
    const { shell, bootId, lateByMs } = await run.deps.shells.waitForBoot(
      await targetOf(run, unseen),
      { notBootId: null, deadlineMs: msLeft(run, until), signal },
    );
    machineTook(performance.now() - startedAt - lateByMs);
    await noteContact(run, shell);
    return { ...unseen, hostKey: shell.hostKey, bootId };
  });
}

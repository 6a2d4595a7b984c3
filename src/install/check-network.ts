/** The network that was planned, held against what the provider knows, and later against what was built. */

import type { Provider } from '../../providers/provider.ts';
import { MachineError, RequestError } from '../domain/error.ts';
import {
  compareWithProvider,
  compareWithSwitches,
  compareWithSystem,
  type KnownSwitch,
  type RoutedAddress,
} from '../plan/network-check.ts';
import { parseNetworkUnits, UNIT_HEAD } from '../plan/network-units.ts';
import { type Command, sh } from '../ssh/command.ts';
import { act } from './act.ts';
import { type Contact, type InstallRun, targetOf } from './context.ts';

/**
 * Before anything is destroyed: what the provider routes to the machine is what it will have. Not for a host that
 * no provider knows.
 *
 * @throws RequestError `request.network-unclear`
 */
export async function checkWithProvider(run: InstallRun): Promise<void> {
  const { machine } = run.request;
  const named = machine.kind === 'order' ? machine.order : machine.existing;
  if (named.provider === 'ssh') return;
  await act(run, 'plan.check-network', async ({ signal }) => {
    const provider = run.deps.provider(named.provider, named.account);
    const ref = 'server' in named ? named.server : null;
    const plan = await run.deps.records.loadPlan(run.installId);
    const facts = await run.deps.records.loadFacts(run.installId, 'before');
    const told = await toldBy(provider, () => refOf(run, provider, { ref, signal }), {
      hasVlans: plan.network.links.some(({ vlans }) => vlans !== undefined),
      signal,
    });
    const objections = [
      ...compareWithProvider(plan.network, facts, told.routed),
      ...(told.switches === null ? [] : compareWithSwitches(plan.network, told.switches)),
    ];
    if (objections.length === 0) return null;
    throw new RequestError(
      'request.network-unclear',
      `Held the planned network against what the provider knows: ${objections.join('; ')}. Nothing was touched: the machine would not come back as it shall. Give it the addresses that the provider routes to it, join it to the vSwitch, or correct system.network, and ask again.`,
      { objections },
    );
  });
}

/** Of a machine; empty and null where the provider has no way to tell. */
interface Told {
  readonly routed: readonly RoutedAddress[];
  readonly switches: readonly KnownSwitch[] | null;
}

/** @param hasVlans only then is it asked for its switches, one call for each */
async function toldBy(
  { network, privateSwitches }: Provider,
  findRef: () => Promise<string>,
  { hasVlans, signal }: { readonly hasVlans: boolean; readonly signal: AbortSignal },
): Promise<Told> {
  const asksSwitches = hasVlans && privateSwitches !== null;
  if (network === null && !asksSwitches) return { routed: [], switches: null };
  const ref = await findRef();
  const routed = network === null ? [] : await network.addresses(ref, signal);
  if (!asksSwitches) return { routed, switches: null };
  const switches = await privateSwitches.list(signal);
  const known = switches.map(({ name, vlan, members }) => ({
    name,
    vlan,
    state: members.find((member) => member.ref === ref)?.state ?? null,
  }));
  return { routed, switches: known };
}

/** The provider's own name for the machine. */
async function refOf(
  run: InstallRun,
  provider: Provider,
  { ref, signal }: { readonly ref: string | null; readonly signal: AbortSignal },
): Promise<string> {
  const { origin } =
    ref === null
      ? await run.deps.records.loadMachine(run.installId)
      : await provider.getMachine(ref, signal);
  return origin.providerRef;
}

/**
 * Before the machine leaves the installer: the units that were built bring up what was planned, on cards that are
 * there. The disks are installed; what is refused here is only the restart.
 *
 * @throws MachineError `machine.network-differs`
 */
export async function checkWithSystem(
  run: InstallRun,
  installer: Contact,
  systemPath: string,
): Promise<void> {
  await act(run, 'reboot.check-network', async ({ signal, machine }) => {
    const shell = await run.deps.shells.open(await targetOf(run, installer), { signal });
    const { stdout } = await machine(shell.run(readUnits(systemPath), { signal }));
    const plan = await run.deps.records.loadPlan(run.installId);
    const facts = await run.deps.records.loadFacts(run.installId, 'installer');
    const objections = compareWithSystem(plan.network, facts, parseNetworkUnits(stdout));
    if (objections.length === 0) return null;
    throw new MachineError(
      'machine.network-differs',
      `Held the network of the built system against the plan, before the restart: ${objections.join('; ')}. The machine was left in the installer, since it would not answer after a restart. Correct the modules that change its network, and install again.`,
      { objections, systemPath },
    );
  });
}

/** Links of a system lead into the store that is now below /mnt; in here it stands where they lead to. */
function readUnits(systemPath: string): Command {
  return sh`unshare --mount bash -c ${READ_UNITS.text} bash ${systemPath}`;
}

/** After the first line nothing may be started: programs of the installer lie in the store that is covered. */
const READ_UNITS = sh`mount --bind /mnt/nix /nix || exit
shopt -s nullglob
for unit in "$1"/etc/systemd/network/*.network "$1"/etc/systemd/network/*.netdev; do
  echo ${UNIT_HEAD}"\${unit##*/}"
  echo "$(<"$unit")"
done`;

/** The network that was planned, held against what the provider knows, and later against what was built. */

import { MachineError, RequestError } from '../domain/error.ts';
import {
  compareWithProvider,
  compareWithSystem,
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
    const routed = await routedTo(run, signal);
    if (routed === null) return null;
    const plan = await run.deps.records.loadPlan(run.installId);
    const facts = await run.deps.records.loadFacts(run.installId, 'before');
    const objections = compareWithProvider(plan.network, facts, routed);
    if (objections.length === 0) return null;
    throw new RequestError(
      'request.network-unclear',
      `Held the network that was measured against what the provider knows: ${objections.join('; ')}. Nothing was touched: the machine would not come back. Give it the addresses that the provider routes to it, and ask again.`,
      { objections },
    );
  });
}

/** null: the provider has no way to tell. */
async function routedTo(
  run: InstallRun,
  signal: AbortSignal,
): Promise<readonly RoutedAddress[] | null> {
  const { machine } = run.request;
  const named = machine.kind === 'order' ? machine.order : machine.existing;
  const account = 'account' in named ? named.account : null;
  const provider = run.deps.provider(named.provider, account);
  if (provider.network === null) return null;
  const { origin } =
    'server' in named
      ? await provider.getMachine(named.server, signal)
      : await run.deps.records.loadMachine(run.installId);
  return provider.network.addresses(origin.providerRef, signal);
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
for unit in "$1"/etc/systemd/network/*.network; do
  echo ${UNIT_HEAD}"\${unit##*/}"
  echo "$(<"$unit")"
done`;

/** Before a machine leaves for its own disks: no rescue system may take that boot. */

import type { InstallRun } from './context.ts';

/**
 * Takes an arming of the rescue system back that is still there, and tells so. A kexec uses none up, and a
 * vendor's flag may have outlived the boot that took it. Nothing is asked of a host that no vendor knows.
 * May be repeated; call in a step.
 *
 * @throws ProviderError as `Provider.getMachine` and `Rescue.disarmRescue`
 */
export async function disarmRescue(run: InstallRun, signal: AbortSignal): Promise<void> {
  const found = await vendorsMachine(run);
  if (found === null) return;
  const { provider, ref } = found;
  const { isRescueArmed } = await provider.getMachine(ref, signal);
  if (!isRescueArmed || provider.rescue === null) return;
  await provider.rescue.disarmRescue(ref, signal);
  const text = `The rescue system was still armed for the next boot of ${ref}; it was disarmed, so that the machine boots its own disks.`;
  await run.deps.records.note(run.installId, 'reboot.disarmed', text);
}

async function vendorsMachine({ installId, request, deps }: InstallRun) {
  const { machine } = request;
  if (machine.kind === 'existing') {
    const { existing } = machine;
    if (existing.provider === 'ssh') return null;
    const provider = deps.provider(existing.provider, existing.account);
    return { provider, ref: existing.server };
  }
  const { order } = machine;
  const entry = await deps.ledger.find(`order:${installId}`);
  const ref = entry?.state === 'placed' ? refOf(entry.receipt) : null;
  return ref === null ? null : { provider: deps.provider(order.provider, order.account), ref };
}

/** Of a stored receipt; null for what is none. */
function refOf(receipt: unknown): string | null {
  const at = (value: unknown, name: string): unknown =>
    typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
  const ref = at(at(at(receipt, 'machine'), 'origin'), 'providerRef');
  return typeof ref === 'string' ? ref : null;
}

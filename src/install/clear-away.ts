/** What an install leaves nowhere, however it ended. */

import { isInterruption } from '../workflow/interruption.ts';
import { act } from './act.ts';
import type { InstallRun } from './context.ts';

/**
 * Our key and unused addresses at the vendor, and our own copies of private keys, go however the install
 * ended. What the vendor does not let go now is swept later.
 */
export async function clearAway(run: InstallRun): Promise<void> {
  const { machine } = run.request;
  const named = machine.kind === 'order' ? machine.order : machine.existing;
  const account = 'account' in named ? named.account : null;
  try {
    await act(run, 'end.clear-away', async ({ signal }) => {
      if (await isOrderUnclear(run)) {
        const text =
          'The SSH key of the order stays at the provider: by it alone the order can be found, if there is one.';
        await run.deps.records.note(run.installId, 'end.key-stays', text);
      } else {
        await run.deps.provider(named.provider, account).removeLeftovers(run.installId, signal);
      }
      return null;
    });
  } catch (error) {
    if (isInterruption(error)) throw error;
    const { provider } = named;
    await run.deps.sweepLater({ provider, account, operationId: run.installId });
  }
  await act(run, 'end.forget-keys', async () => {
    await run.deps.keys.forget(run.installId);
    await run.deps.workbench.forget(run.installId);
    return null;
  });
}

/** Where a key is the one mark of an order, it stays until it is known what came of the order. */
async function isOrderUnclear({ installId, request, deps }: InstallRun): Promise<boolean> {
  const { machine } = request;
  if (machine.kind !== 'order' || machine.order.provider !== 'robot') return false;
  const entry = await deps.ledger.find(`order:${installId}`);
  return entry?.state === 'intent' || entry?.state === 'unknown';
}

/** Nothing that was bought is ever deleted unasked; whoever pays for it is told. In a step, before the end is told. */
export async function noteMachineStays({ installId, request, deps }: InstallRun): Promise<void> {
  if (request.machine.kind !== 'order') return;
  const entry = await deps.ledger.find(`order:${installId}`);
  if (entry?.state !== 'placed') return;
  await deps.records.note(
    installId,
    'end.machine-stays',
    `The machine that was ordered for this install, "${request.machine.order.name}", stays and costs money until it is given back or deleted at the provider.`,
  );
}

/** What an install leaves nowhere, however it ended. */

import { toErrorData } from '../domain/error.ts';
import { isInterruption } from '../workflow/interruption.ts';
import { act } from './act.ts';
import type { InstallRun } from './context.ts';

/** The vendor's copies of our key and our own copies of private keys go, however the install ended. */
export async function clearAway(run: InstallRun): Promise<void> {
  const { machine } = run.request;
  const named = machine.kind === 'order' ? machine.order : machine.existing;
  const account = 'account' in named ? named.account : null;
  await act(run, 'end.clear-away', async ({ signal }) => {
    if (await isOrderUnclear(run)) {
      const text =
        'The SSH key of the order stays at the provider: by it alone the order can be found, if there is one.';
      await run.deps.records.note(run.installId, 'end.key-stays', text);
    } else {
      await run.deps.provider(named.provider, account).removeLeftovers(run.installId, signal);
    }
    await run.deps.keys.forget(run.installId);
    return null;
  }).catch(async (error: unknown) => {
    if (isInterruption(error)) throw error;
    const { message } = toErrorData(error);
    await run.deps.records.note(run.installId, 'end.leftovers', `Not cleared away: ${message}`);
  });
}

/** Where a key is the one mark of an order, it stays until it is known what came of the order. */
async function isOrderUnclear({ installId, request, deps }: InstallRun): Promise<boolean> {
  const { machine } = request;
  if (machine.kind !== 'order' || machine.order.provider !== 'robot') return false;
  const entry = await deps.ledger.find(`order:${installId}`);
  return entry?.state === 'intent' || entry?.state === 'unknown';
}

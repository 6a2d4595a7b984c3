/** Clears away at a vendor what an install could not clear when it ended: tried again for days, on its own. */

import type { Provider } from '../../providers/provider.ts';
import { toErrorData } from '../domain/error.ts';
import type { ProviderName } from '../domain/machine.ts';
import { currentContext } from '../workflow/context.ts';
import { isInterruption } from '../workflow/interruption.ts';
import { waitFor } from '../workflow/wait.ts';

/** Whose keys and addresses stayed, and where. */
export interface Leftovers {
  readonly provider: ProviderName;
  /** null where there are no credentials. */
  readonly account: string | null;
  readonly operationId: string;
}

export interface SweepDependencies {
  readonly provider: (name: ProviderName, account: string | null) => Provider;
}

const DAY_MS = 86_400_000;
const DEADLINE_MS = 7 * DAY_MS;
const EVERY_MS = 15 * 60_000;
const PROVIDERS: readonly ProviderName[] = ['hcloud', 'robot', 'ssh'];

/** What a sweep is started with: `PROVIDER ACCOUNT OPERATION`. */
export function sweepId({ provider, account, operationId }: Leftovers): string {
  return `${provider} ${account ?? '-'} ${operationId}`;
}

/**
 * The durable function of one sweep. Only what bears the operation's own mark goes, and no machine ever;
 * a vendor that refuses us is asked no more.
 */
export function createSweepWorkflow({ provider }: SweepDependencies) {
  return async function sweep(id: string): Promise<void> {
    const { logger } = currentContext();
    const [name = '', account = '', operationId = ''] = id.split(' ');
    const known = PROVIDERS.find((one) => one === name);
    if (known === undefined) return;
    const options = {
      what: `the vendor lets the leftovers of ${operationId} be removed`,
      deadlineMs: DEADLINE_MS,
      everyMs: EVERY_MS,
    };
    try {
      await waitFor('sweep', options, async ({ signal }) => {
        const found = provider(known, account === '-' ? null : account);
        await found.removeLeftovers(operationId, signal);
        return { isSwept: true };
      });
    } catch (error) {
      if (isInterruption(error)) throw error;
      const { code, message } = toErrorData(error);
      logger.warn(
        { operationId, provider: name, account, code, reason: message },
        'Keys or addresses of an install stay at the vendor',
      );
    }
  };
}

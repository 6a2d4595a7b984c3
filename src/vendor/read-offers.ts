/** Reads what an account can order now, for everybody who asks. */

import type { Provider } from '../../providers/provider.ts';
import { type Account, type AccountProvider, isAccountProvider } from '../domain/account.ts';
import { ProviderError, toErrorData } from '../domain/error.ts';
import type { Offer } from '../domain/offer.ts';
import { isInterruption } from '../workflow/interruption.ts';
import { step } from '../workflow/step.ts';

export interface OfferDependencies {
  readonly provider: (name: AccountProvider, account: string) => Provider;
  readonly accounts: {
    find(provider: AccountProvider, name: string): Promise<Account | null>;
  };
  readonly listings: {
    end(reading: {
      readonly accountId: string;
      readonly readNumber: number;
      readonly credential: string | null;
      readonly outcome:
        | { readonly kind: 'read'; readonly offers: readonly Offer[] }
        | { readonly kind: 'failed'; readonly problem: ReturnType<typeof toErrorData> };
    }): Promise<void>;
  };
}

const READ_DEADLINE_MS = 60_000;

/** What a reading is started with: `PROVIDER NAME NUMBER`. */
export function readingId(
  { provider, name }: Pick<Account, 'provider' | 'name'>,
  readNumber: number,
): string {
  return `${provider} ${name} ${readNumber}`;
}

/** The durable function of one reading. What it found goes to the listing, and not through the engine's records. */
export function createReadOffersWorkflow(deps: OfferDependencies) {
  return async function readOffers(id: string): Promise<void> {
    const [provider = '', name = '', number = ''] = id.split(' ');
    if (!isAccountProvider(provider)) return;
    const readNumber = Number(number);
    try {
      const read = (signal: AbortSignal) => readOnce(deps, provider, name, readNumber, signal);
      await step('read', ({ signal }) => read(signal), { deadlineMs: READ_DEADLINE_MS });
    } catch (error) {
      if (isInterruption(error)) throw error;
      const problem = toErrorData(error);
      await step('tell.failed', async () => {
        const account = await deps.accounts.find(provider, name);
        if (account === null) return null;
        const { accountId, credential } = account;
        const outcome = { kind: 'failed', problem } as const;
        await deps.listings.end({ accountId, readNumber, credential, outcome });
        return null;
      });
    }
  };
}

async function readOnce(
  deps: OfferDependencies,
  provider: AccountProvider,
  name: string,
  readNumber: number,
  signal: AbortSignal,
): Promise<null> {
  const account = await deps.accounts.find(provider, name);
  if (account === null) return null;
  const { offers: source, abilities } = deps.provider(provider, name);
  if (source === null) {
    throw new ProviderError(
      'provider.unsupported',
      `The provider ${provider} shows no offers: ${abilities.offers.note}`,
    );
  }
  const offers = await source.list({}, signal);
  const { accountId, credential } = account;
  await deps.listings.end({ accountId, readNumber, credential, outcome: { kind: 'read', offers } });
  return null;
}

/** Asks a vendor whether it takes the credentials of an account: one cheap call, and no other after a refusal. */

import type { Provider } from '../../providers/provider.ts';
import type { Account, AccountProvider, AccountState } from '../domain/account.ts';
import { isAccountProvider } from '../domain/account.ts';
import { type ErrorData, errorCode, toErrorData } from '../domain/error.ts';
import { isInterruption } from '../workflow/interruption.ts';
import { step } from '../workflow/step.ts';

export interface CheckDependencies {
  readonly provider: (name: AccountProvider, account: string) => Provider;
  readonly accounts: {
    find(provider: AccountProvider, name: string): Promise<Account | null>;
    endCheck(
      accountId: string,
      checkNumber: number,
      outcome: { readonly state: AccountState; readonly problem: ErrorData | null },
    ): Promise<void>;
  };
}

const CHECK_DEADLINE_MS = 60_000;

/** What a check is started with: `PROVIDER NAME NUMBER`. */
export function checkId({ provider, name, checkNumber }: Account): string {
  return `${provider} ${name} ${checkNumber}`;
}

/** The durable function of one check; a later one takes its place. */
export function createCheckAccountWorkflow(deps: CheckDependencies) {
  return async function checkAccount(id: string): Promise<void> {
    const [provider = '', name = '', number = ''] = id.split(' ');
    if (!isAccountProvider(provider)) return;
    const problem = await ask(deps, provider, name);
    await step('tell', async () => {
      const account = await deps.accounts.find(provider, name);
      if (account === null) return null;
      await deps.accounts.endCheck(account.accountId, Number(number), {
        state: stateAfter(problem),
        problem,
      });
      return null;
    });
  };
}

/** null: the vendor takes them. */
async function ask(
  deps: CheckDependencies,
  provider: AccountProvider,
  name: string,
): Promise<ErrorData | null> {
  try {
    await step(
      'ask',
      async ({ signal }) => {
        await deps.provider(provider, name).checkCredentials(signal);
        return null;
      },
      { deadlineMs: CHECK_DEADLINE_MS },
    );
    return null;
  } catch (error) {
    if (isInterruption(error)) throw error;
    return toErrorData(error);
  }
}

/** Only the vendor's own no is a refusal; an answer that did not come says nothing of the credentials. */
function stateAfter(problem: ErrorData | null): AccountState {
  if (problem === null) return 'works';
  const code = errorCode(problem);
  return code === 'provider.unauthorized' || code === 'provider.forbidden'
    ? 'refused'
    : 'unchecked';
}

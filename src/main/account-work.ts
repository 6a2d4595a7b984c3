/** Accounts, put together from configuration, store and engine. */

import type { Config } from '../config.ts';
import { isAccountProvider } from '../domain/account.ts';
import type { AccountPorts } from '../service/manage-accounts.ts';
import { CHECK_ACCOUNT_WORKFLOW } from '../service/names.ts';
import type { ServicePorts } from '../service/ports.ts';
import type { Store } from '../store/store.ts';
import { checkId, createCheckAccountWorkflow } from '../vendor/check-account.ts';
import type { Engine, Workflow } from '../workflow/engine.ts';
import { configuredAccounts, type FindProvider } from './providers.ts';

/** What the service's calls about accounts need. */
export function createAccountPorts(
  store: Pick<Store, 'accounts' | 'secrets'>,
  engine: () => Pick<Engine, 'run'>,
): AccountPorts {
  return {
    accounts: store.accounts,
    secrets: store.secrets,
    async check(account) {
      const id = checkId(account);
      const runId = `check-${account.accountId}-${account.checkNumber}`;
      await engine().run(CHECK_ACCOUNT_WORKFLOW, id, { runId });
    },
  };
}

/** Whether there is an account of this name, in the configuration or stored. */
export function createAccountLookup(store: Pick<Store, 'accounts'>): ServicePorts['accounts'] {
  return {
    async has(provider, account) {
      return isAccountProvider(provider) && (await store.accounts.find(provider, account)) !== null;
    },
  };
}

/** The engine's part of it. */
export function createAccountWorkflows(
  store: Pick<Store, 'accounts'>,
  provider: FindProvider,
): Readonly<Record<string, Workflow>> {
  return {
    [CHECK_ACCOUNT_WORKFLOW]: createCheckAccountWorkflow({ provider, accounts: store.accounts }),
  };
}

/** Makes the accounts of the configuration known; before the engine starts. */
export async function configureAccounts(
  store: Pick<Store, 'accounts'>,
  config: Config,
): Promise<void> {
  await store.accounts.configure(configuredAccounts(config));
}

/** Starts checks that were written down and not handed to the engine before the service died. May be repeated. */
export async function resumeChecks({ accounts, check }: AccountPorts): Promise<void> {
  for (const account of await accounts.list()) {
    if (account.state === 'checking') await check(account);
  }
}

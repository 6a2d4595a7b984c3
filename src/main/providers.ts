/** Providers with the credentials of the configuration, or of a stored account. */

import type { OnVendorCall, Provider, ReadQuota } from '../../providers/provider.ts';
import { PROVIDERS } from '../../providers/registry.ts';
import type { Config } from '../config.ts';
import {
  type Account,
  type AccountProvider,
  accountOwner,
  type Credentials,
} from '../domain/account.ts';
import { RequestError } from '../domain/error.ts';
import type { ProviderName } from '../domain/machine.ts';
import type { ConfiguredAccount } from '../store/accounts.ts';
import type { Store } from '../store/store.ts';
import { deferProvider } from './deferred-provider.ts';
import type { ShowQuota } from './vendor-quota.ts';

/** Name of the account whose credentials stand in the environment. */
export const ACCOUNT = 'main';

type Settings = Pick<
  Config,
  'hcloudToken' | 'hcloudEndpoint' | 'robotUser' | 'robotPassword' | 'robotEndpoint'
>;

export interface ProviderStore {
  readonly vendorLimits: Store['vendorLimits'];
  readonly accounts: Pick<Store['accounts'], 'find'>;
  readonly secrets: Pick<Store['secrets'], 'find'>;
}

/** Who looks on while vendors are asked. */
export interface ProviderWatch {
  readonly showQuota: ShowQuota;
  readonly onCall: OnVendorCall;
}

const NOBODY: ProviderWatch = { showQuota() {}, onCall() {} };

/** A provider by name and account; ssh has no account. */
export type FindProvider = (name: ProviderName, account: string | null) => Provider;

/**
 * Finds a provider by name and account. One client for each set of credentials, so that its limits are
 * counted in one place; other credentials of an account are another client from its next call on.
 * Whether the account is there shows at the first call: RequestError `request.no-such-account`.
 */
export function createProviders(
  config: Settings,
  store: ProviderStore,
  watch: ProviderWatch = NOBODY,
): FindProvider {
  const ssh = PROVIDERS.ssh();
  const configured = new Map<string, Provider>();
  for (const credentials of configuredCredentials(config)) {
    const settings = { config, store, watch, account: ACCOUNT, generation: null };
    configured.set(`${credentials.provider}/${ACCOUNT}`, make(credentials, settings));
  }
  const stored = createStoredProviders({ config, store, watch });
  const templates = { hcloud: templateOf('hcloud'), robot: templateOf('robot') };
  return (name, account) => {
    if (name === 'ssh') return ssh;
    const found = configured.get(`${name}/${account}`);
    return found ?? deferProvider(templates[name], () => stored(name, account ?? ''));
  };
}

/** The accounts whose credentials the configuration holds. */
export function configuredAccounts(config: Settings): readonly ConfiguredAccount[] {
  return configuredCredentials(config).map((credentials) => ({
    provider: credentials.provider,
    name: ACCOUNT,
    login: credentials.provider === 'robot' ? credentials.user : null,
  }));
}

function configuredCredentials(config: Settings): readonly Credentials[] {
  const { hcloudToken: token, robotUser: user, robotPassword: password } = config;
  return [
    ...(token === null ? [] : [{ provider: 'hcloud', token } as const]),
    ...(user === null || password === null ? [] : [{ provider: 'robot', user, password } as const]),
  ];
}

/** Clients of stored accounts, the newest credentials of each. */
function createStoredProviders(parts: StoredParts) {
  const { store } = parts;
  const clients = new Map<string, { credential: string; provider: Promise<Provider> }>();
  return async (name: AccountProvider, accountName: string): Promise<Provider> => {
    const account = await store.accounts.find(name, accountName);
    if (account === null || account.source !== 'stored' || account.credential === null) {
      throw noSuchAccount(name, accountName);
    }
    const { accountId, credential } = account;
    const known = clients.get(accountId);
    if (known?.credential === credential) return known.provider;
    // Kept before it is there: two that ask at once must not make two clients with a budget each.
    const opened = { credential, provider: open(parts, account, credential) };
    clients.set(accountId, opened);
    opened.provider.catch(() => {
      if (clients.get(accountId) === opened) clients.delete(accountId);
    });
    return opened.provider;
  };
}

interface StoredParts {
  readonly config: Settings;
  readonly store: ProviderStore;
  readonly watch: ProviderWatch;
}

async function open(
  { config, store, watch }: StoredParts,
  { accountId, provider, name }: Account,
  credential: string,
): Promise<Provider> {
  const text = await store.secrets.find(accountOwner(accountId), credential);
  if (text === null) throw noSuchAccount(provider, name);
  const credentials: Credentials = JSON.parse(text);
  return make(credentials, { config, store, watch, account: name, generation: credential });
}

interface MakeSettings {
  readonly config: Settings;
  readonly store: Pick<ProviderStore, 'vendorLimits'>;
  readonly watch: ProviderWatch;
  readonly account: string;
  /** What a refusal is remembered for, beside the credentials themselves; null: them alone. */
  readonly generation: string | null;
}

function make(credentials: Credentials, settings: MakeSettings) {
  const { config, store, watch, account, generation } = settings;
  const watched = {
    showQuota: (read: ReadQuota) => watch.showQuota(credentials.provider, account, read),
    onCall: watch.onCall,
  };
  if (credentials.provider === 'hcloud') {
    const { token } = credentials;
    return PROVIDERS.hcloud({ token, endpoint: config.hcloudEndpoint, account, ...watched });
  }
  const { user, password } = credentials;
  const { calls: quota, circuits } = store.vendorLimits;
  const of = (key: string) => (generation === null ? key : `${key}:${generation}`);
  return PROVIDERS.robot({
    user,
    password,
    account,
    quota,
    ...watched,
    endpoint: config.robotEndpoint,
    circuits: {
      openedAt: (key) => circuits.openedAt(of(key)),
      open: (key, at) => circuits.open(of(key), at),
    },
  });
}

/** Never called: it shows abilities and groups, which are the same for all credentials. */
function templateOf(name: AccountProvider): Provider {
  const [endpoint, account] = ['http://unused.invalid', ''];
  if (name === 'hcloud') return PROVIDERS.hcloud({ token: 'unused', endpoint, account });
  return PROVIDERS.robot({ user: 'unused', password: 'unused', endpoint, account });
}

function noSuchAccount(provider: ProviderName, account: string): RequestError {
  return new RequestError(
    'request.no-such-account',
    `There is no account "${account}" for the provider ${provider}.`,
    { provider, account },
  );
}

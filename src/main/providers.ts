/** Providers with the credentials of the configuration. */

import type { Provider } from '../../providers/provider.ts';
import { PROVIDERS } from '../../providers/registry.ts';
import type { Config } from '../config.ts';
import { RequestError } from '../domain/error.ts';
import type { ProviderName } from '../domain/machine.ts';
import type { Store } from '../store/store.ts';

/** Name of the account whose credentials stand in the environment. */
export const ACCOUNT = 'main';

type Settings = Pick<
  Config,
  'hcloudToken' | 'hcloudEndpoint' | 'robotUser' | 'robotPassword' | 'robotEndpoint'
>;

/** Finds a provider by name and account; one client each, so that its limits are counted in one place. */
export function createProviders(
  config: Settings,
  { vendorLimits }: Pick<Store, 'vendorLimits'>,
): (name: ProviderName, account: string | null) => Provider {
  const ssh = PROVIDERS.ssh();
  const hcloud = createHcloud(config);
  const robot = createRobot(config, vendorLimits);
  return (name, account) => {
    if (name === 'ssh') return ssh;
    if (name === 'hcloud' && account === ACCOUNT && hcloud !== null) return hcloud;
    if (name === 'robot' && account === ACCOUNT && robot !== null) return robot;
    throw new RequestError(
      'request.no-such-account',
      `There is no account "${account ?? ''}" for the provider ${name}.`,
      { provider: name, account },
    );
  };
}

/** Whether the configuration holds credentials for an account of this name. */
export function hasAccount(config: Settings, provider: ProviderName, account: string): boolean {
  if (account !== ACCOUNT) return false;
  if (provider === 'hcloud') return config.hcloudToken !== null;
  return provider === 'robot' && config.robotUser !== null && config.robotPassword !== null;
}

function createHcloud({ hcloudToken: token, hcloudEndpoint: endpoint }: Settings): Provider | null {
  return token === null ? null : PROVIDERS.hcloud({ token, endpoint, account: ACCOUNT });
}

function createRobot(
  { robotUser: user, robotPassword: password, robotEndpoint: endpoint }: Settings,
  { calls: quota, circuits }: Store['vendorLimits'],
): Provider | null {
  if (user === null || password === null) return null;
  return PROVIDERS.robot({ user, password, endpoint, account: ACCOUNT, quota, circuits });
}

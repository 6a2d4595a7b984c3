/** Whether the credentials that a request names are there. */

import { RequestError } from '../domain/error.ts';
import type { ProviderName } from '../domain/machine.ts';
import type { InstallRequest } from '../domain/request.ts';
import type { ServicePorts } from './ports.ts';

/** @throws RequestError `request.no-such-account` */
export async function requireAccount(
  ports: Pick<ServicePorts, 'accounts'>,
  { machine }: InstallRequest,
): Promise<void> {
  const source = machine.kind === 'order' ? machine.order : machine.existing;
  if (source.provider !== 'ssh') await requireNamedAccount(ports, source);
}

/** @throws RequestError `request.no-such-account` */
export async function requireNamedAccount(
  { accounts }: Pick<ServicePorts, 'accounts'>,
  { provider, account }: { readonly provider: ProviderName; readonly account: string },
): Promise<void> {
  if (await accounts.has(provider, account)) return;
  throw new RequestError(
    'request.no-such-account',
    `There is no account "${account}" for the provider ${provider}. Nothing was started.`,
    { provider, account },
  );
}

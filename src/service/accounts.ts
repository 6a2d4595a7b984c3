/** Whether the credentials that a request names are there. */

import { RequestError } from '../domain/error.ts';
import type { InstallRequest } from '../domain/request.ts';
import type { ServicePorts } from './ports.ts';

/** @throws RequestError `request.no-such-account` */
export async function requireAccount(
  ports: Pick<ServicePorts, 'accounts'>,
  { machine }: InstallRequest,
): Promise<void> {
  const source = machine.kind === 'order' ? machine.order : machine.existing;
  if (source.provider === 'ssh') return;
  if (await ports.accounts.has(source.provider, source.account)) return;
  throw new RequestError(
    'request.no-such-account',
    `There is no account "${source.account}" for the provider ${source.provider}. Nothing was started.`,
    { provider: source.provider, account: source.account },
  );
}

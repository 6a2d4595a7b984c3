/** Installs by page, newest first. */

import type { Install } from '../domain/install.ts';
import type { InstallQuery, ServicePorts } from './ports.ts';

export interface ListedInstall {
  readonly install: Omit<Install, 'proof'>;
  readonly hostname: string;
}

export interface InstallPage {
  readonly items: readonly ListedInstall[];
  /** null: this is the last page. */
  readonly nextCursor: string | null;
}

/**
 * One page of installs with the names their machines get. May be repeated.
 *
 * @throws RequestError `request.invalid` for a cursor that is none of ours
 */
export async function listInstalls(
  { installs }: Pick<ServicePorts, 'installs'>,
  query: InstallQuery,
): Promise<InstallPage> {
  return installs.list(query);
}

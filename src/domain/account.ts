/** Credentials of a vendor, known by provider and name. */

import type { ErrorData } from './error.ts';

/** Providers that want credentials. */
export type AccountProvider = 'hcloud' | 'robot';

/**
 * What the vendor said of the credentials last. `checking`: it is being asked; `unchecked`: nobody asked yet,
 * or the vendor did not answer.
 */
export type AccountState = 'unchecked' | 'checking' | 'works' | 'refused';

export interface Account {
  readonly accountId: string;
  readonly provider: AccountProvider;
  readonly name: string;
  /** `environment`: its credentials stand in the configuration of the service. */
  readonly source: 'environment' | 'stored';
  /** Robot's web service user; null where a token is all. No secret. */
  readonly login: string | null;
  /** Name of its sealed credentials; null where they stand in the configuration. */
  readonly credential: string | null;
  readonly state: AccountState;
  /** Why it is refused, or could not be checked. */
  readonly problem: ErrorData | null;
  /** Numbers its checks; 0: there was none. */
  readonly checkNumber: number;
  readonly checkedAt: string | null;
  readonly createdAt: string;
}

/** A secret. Kept as JSON in the sealed store alone. */
export type Credentials =
  | { readonly provider: 'hcloud'; readonly token: string }
  | { readonly provider: 'robot'; readonly user: string; readonly password: string };

/** Whose the secrets of an account are in the sealed store. */
export function accountOwner(accountId: string): string {
  return `account:${accountId}`;
}

/** Narrows a text to a provider that wants credentials. */
export function isAccountProvider(text: string): text is AccountProvider {
  return text === 'hcloud' || text === 'robot';
}

/** Accounts as a caller may ask for them: stored, shown without their secrets, replaced, checked, deleted. */

import { randomUUID } from 'node:crypto';
import {
  type Account,
  type AccountProvider,
  accountOwner,
  type Credentials,
} from '../domain/account.ts';
import { RequestError } from '../domain/error.ts';
import type { Accounts } from '../store/accounts.ts';
import type { Secrets } from '../store/secrets.ts';

export interface AccountPorts {
  readonly accounts: Pick<
    Accounts,
    'insert' | 'find' | 'list' | 'replaceCredential' | 'startCheck' | 'delete'
  >;
  readonly secrets: Pick<Secrets, 'putIfAbsent' | 'find' | 'delete' | 'deleteAll'>;
  /** Has the engine ask the vendor. May be repeated: a check of one number is made once. */
  readonly check: (account: Account) => Promise<void>;
}

export interface NewAccountInput {
  readonly name: string;
  readonly credentials: Credentials;
  readonly idempotencyKey: string | null;
}

/**
 * Stores credentials under a name and has them checked. With the same idempotency key it may be repeated.
 *
 * @throws RequestError `request.conflict` when the name is taken, `request.idempotency-key-reused`
 */
export async function addAccount(
  ports: AccountPorts,
  { name, credentials, idempotencyKey }: NewAccountInput,
): Promise<{ readonly account: Account; readonly isNew: boolean }> {
  const { provider } = credentials;
  const accountId = randomUUID();
  const credential = await seal(ports, accountId, credentials);
  const login = loginOf(credentials);
  const wanted = { accountId, provider, name, login, credential, idempotencyKey };
  const made = await ports.accounts.insert(wanted);
  if (!made.isNew) {
    await ports.secrets.deleteAll(accountOwner(accountId));
    if (idempotencyKey === null || !(await isSame(ports, made.account, name, credentials))) {
      throw taken(made.account, { provider, name });
    }
  }
  if (made.account.state === 'checking') await ports.check(made.account);
  return made;
}

/** One account. @throws RequestError `request.not-found` */
export async function getAccount(
  { accounts }: Pick<AccountPorts, 'accounts'>,
  provider: AccountProvider,
  name: string,
): Promise<Account> {
  const account = await accounts.find(provider, name);
  if (account !== null) return account;
  throw notFound(provider, name);
}

/**
 * Replaces the credentials and has the new ones checked. A refusal of the former ones holds no more, also
 * where they are the same: somebody says that they work now.
 *
 * @throws RequestError `request.not-found`, `request.conflict` for an account of the configuration
 */
export async function replaceCredentials(
  ports: AccountPorts,
  name: string,
  credentials: Credentials,
): Promise<Account> {
  const { provider } = credentials;
  const before = await getAccount(ports, provider, name);
  requireStored(before);
  const { accountId } = before;
  const credential = await seal(ports, accountId, credentials);
  const login = loginOf(credentials);
  const account = await ports.accounts.replaceCredential(accountId, { login, credential });
  if (account === null) throw notFound(provider, name);
  if (before.credential !== null) {
    await ports.secrets.delete(accountOwner(accountId), before.credential);
  }
  await ports.check(account);
  return account;
}

/** Has the credentials checked again. Those that were refused are not tried again. @throws RequestError `request.not-found` */
export async function checkAccount(
  ports: AccountPorts,
  provider: AccountProvider,
  name: string,
): Promise<Account> {
  const { accountId } = await getAccount(ports, provider, name);
  const account = await ports.accounts.startCheck(accountId);
  if (account === null) throw notFound(provider, name);
  await ports.check(account);
  return account;
}

/**
 * Forgets an account and its credentials; what it was.
 *
 * @throws RequestError `request.not-found`, `request.conflict` for an account of the configuration, and
 *         while an install runs on it
 */
export async function deleteAccount(
  ports: AccountPorts,
  provider: AccountProvider,
  name: string,
): Promise<Account> {
  const account = await getAccount(ports, provider, name);
  requireStored(account);
  await ports.accounts.delete(account);
  await ports.secrets.deleteAll(accountOwner(account.accountId));
  return account;
}

/** The user of sealed credentials stays where only the password is replaced. */
export async function userOf(
  { secrets }: Pick<AccountPorts, 'secrets'>,
  { accountId, credential }: Account,
): Promise<string | null> {
  const text = credential === null ? null : await secrets.find(accountOwner(accountId), credential);
  if (text === null) return null;
  const credentials: Credentials = JSON.parse(text);
  return credentials.provider === 'robot' ? credentials.user : null;
}

/** Each under a name of its own: a row never points at credentials that are not there yet. */
async function seal(
  { secrets }: AccountPorts,
  accountId: string,
  credentials: Credentials,
): Promise<string> {
  const name = `credential.${randomUUID()}`;
  await secrets.putIfAbsent(accountOwner(accountId), name, JSON.stringify(credentials));
  return name;
}

async function isSame(
  { secrets }: AccountPorts,
  account: Account,
  name: string,
  credentials: Credentials,
): Promise<boolean> {
  const { accountId, credential } = account;
  if (account.name !== name || account.provider !== credentials.provider) return false;
  const stored =
    credential === null ? null : await secrets.find(accountOwner(accountId), credential);
  return stored === JSON.stringify(credentials);
}

function loginOf(credentials: Credentials): string | null {
  return credentials.provider === 'robot' ? credentials.user : null;
}

function requireStored({ source, provider, name }: Account): void {
  if (source === 'stored') return;
  throw new RequestError(
    'request.conflict',
    `The account ${name} at ${provider} stands in the service's configuration (environment). Nothing was changed; change it there and restart the service.`,
    { provider, account: name },
  );
}

function taken(
  { provider, name }: Account,
  wanted: { readonly provider: AccountProvider; readonly name: string },
): RequestError {
  if (provider !== wanted.provider || name !== wanted.name) {
    return new RequestError(
      'request.idempotency-key-reused',
      `This Idempotency-Key already belongs to the account ${name} at ${provider}. Take a new key.`,
      { provider, account: name },
    );
  }
  return new RequestError(
    'request.conflict',
    `There is an account ${name} at ${provider} already. Nothing was stored; take another name, or replace its credentials.`,
    { provider, account: name },
  );
}

function notFound(provider: AccountProvider, name: string): RequestError {
  return new RequestError('request.not-found', `There is no account ${name} at ${provider}.`, {
    provider,
    account: name,
  });
}

/** Accounts at vendors: store, list, read, replace credentials, check, delete. */

import type { components } from '../../../openapi/api.gen.ts';
import type { Account, Credentials } from '../../domain/account.ts';
import { RequestError } from '../../domain/error.ts';
import {
  type AccountPorts,
  addAccount,
  checkAccount,
  deleteAccount,
  getAccount,
  replaceCredentials,
  userOf,
} from '../../service/manage-accounts.ts';
import type { Once } from '../../service/once.ts';
import { scopedKey } from '../auth.ts';
import type { ErrorCatalog } from '../error-catalog.ts';
import type { Handlers } from '../handler.ts';
import { onceFor } from '../once.ts';
import { toInstallProblem } from '../problem.ts';

type Schemas = components['schemas'];

type AccountOperation =
  | 'listAccounts'
  | 'addAccount'
  | 'getAccount'
  | 'changeAccount'
  | 'checkAccount'
  | 'deleteAccount';

/** The handlers of accounts. */
export function createAccountHandlers(
  ports: AccountPorts,
  catalog: ErrorCatalog,
  once: Once,
): Pick<Handlers, AccountOperation> {
  const view = (account: Account) => toAccount(catalog, account);
  return {
    async listAccounts() {
      const items = (await ports.accounts.list()).map(view);
      return { kind: 'json', status: 200, body: { items } };
    },
    async addAccount({ body, headers, caller }) {
      const idempotencyKey = scopedKey(caller, headers['idempotency-key']);
      const { name, ...credentials } = body;
      const { account, isNew } = await addAccount(ports, { name, credentials, idempotencyKey });
      const status = isNew ? 201 : 200;
      const location = accountPath(account);
      return { kind: 'json', status, headers: { location }, body: view(account) };
    },
    async getAccount({ params: { provider, account } }) {
      const body = view(await getAccount(ports, provider, account));
      return { kind: 'json', status: 200, body };
    },
    async changeAccount({ params: { provider, account }, body }) {
      const present = await getAccount(ports, provider, account);
      const credentials = await toCredentials(ports, present, body);
      const changed = await replaceCredentials(ports, account, credentials);
      return { kind: 'json', status: 200, body: view(changed) };
    },
    async checkAccount(call) {
      const { provider, account } = call.params;
      const { value } = await onceFor(once, 'checkAccount', call, {
        make: () => checkAccount(ports, provider, account),
        present: () => getAccount(ports, provider, account),
      });
      return { kind: 'json', status: 202, body: view(value) };
    },
    async deleteAccount({ params: { provider, account } }) {
      const body = view(await deleteAccount(ports, provider, account));
      return { kind: 'json', status: 200, body };
    },
  };
}

/** @throws RequestError `request.invalid` for those of another provider, or half of them */
async function toCredentials(
  ports: AccountPorts,
  account: Account,
  { token, user, password }: Schemas['AccountChange'],
): Promise<Credentials> {
  const { provider } = account;
  if (provider === 'hcloud' && token !== undefined && user === undefined && password === undefined)
    return { provider, token };
  if (provider === 'robot' && password !== undefined && token === undefined) {
    return { provider, user: user ?? (await userOf(ports, account)) ?? '', password };
  }
  const wanted = provider === 'hcloud' ? '"token" alone' : '"password", and "user" if it changes';
  throw new RequestError(
    'request.invalid',
    `The credentials of an account at ${provider} are ${wanted}. Nothing was changed.`,
    { provider },
  );
}

function accountPath({ provider, name }: Account): string {
  return `/v1/accounts/${provider}/${encodeURIComponent(name)}`;
}

function toAccount(catalog: ErrorCatalog, account: Account): Schemas['Account'] {
  const { provider, name, source, login, state, problem, checkedAt, createdAt } = account;
  return {
    provider,
    name,
    source,
    user: login,
    state,
    problem: problem === null ? null : toInstallProblem(catalog, problem),
    checkedAt,
    createdAt,
    links: { self: accountPath(account) },
  };
}

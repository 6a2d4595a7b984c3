/** Accounts at vendors, by provider and name. Holds no secret: credentials are in the sealed table. */
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { Account, AccountProvider, AccountState } from '../domain/account.ts';
import { type ErrorData, RequestError } from '../domain/error.ts';
import type { Database } from './database.ts';
import { fromJsonb, toNullableJsonb } from './json.ts';
import type { AccountTable, Schema } from './schema.ts';

export interface NewAccount {
  readonly accountId: string;
  readonly provider: AccountProvider;
  readonly name: string;
  readonly login: string | null;
  /** Name of its sealed credentials. */
  readonly credential: string;
  readonly idempotencyKey: string | null;
}

/** An account of the configuration. */
export interface ConfiguredAccount {
  readonly provider: AccountProvider;
  readonly name: string;
  readonly login: string | null;
}

export interface Accounts {
  /**
   * Stores an account that is to be checked. With a known idempotency key, or a name that is taken, the
   * account that is there is returned and nothing changes. May be repeated.
   */
  insert(account: NewAccount): Promise<{ readonly account: Account; readonly isNew: boolean }>;
  /** null: there is none of this name. */
  find(provider: AccountProvider, name: string): Promise<Account | null>;
  /** In the order in which they were made. */
  list(): Promise<readonly Account[]>;
  /** Points it at other credentials, which are to be checked; null: it is gone. */
  replaceCredential(
    accountId: string,
    change: { readonly login: string | null; readonly credential: string },
  ): Promise<Account | null>;
  /** Numbers a new check; null: it is gone. */
  startCheck(accountId: string): Promise<Account | null>;
  /** How the check of this number ended; nothing when a later one was started. May be repeated. */
  endCheck(
    accountId: string,
    checkNumber: number,
    outcome: { readonly state: AccountState; readonly problem: ErrorData | null },
  ): Promise<void>;
  /**
   * Forgets an account. May be repeated.
   *
   * @throws RequestError `request.conflict` while an install runs on it
   */
  delete(account: Pick<Account, 'accountId' | 'provider' | 'name'>): Promise<void>;
  /**
   * Makes those of the configuration known, which go before stored ones of their name. One that is no
   * longer configured goes, or goes back to the credentials that were stored before. At start only.
   */
  configure(configured: readonly ConfiguredAccount[]): Promise<void>;
}

/** Makes the account table's reader and writer. */
export function createAccounts({ db }: Database): Accounts {
  return {
    insert: (account) => insert(db, account),
    find: async (provider, name) => {
      const row = await named(db, provider, name).executeTakeFirst();
      return row === undefined ? null : toAccount(row);
    },
    list: async () => {
      const rows = await db.selectFrom('account').selectAll().orderBy('ordinal').execute();
      return rows.map(toAccount);
    },
    replaceCredential: (accountId, change) => startCheck(db, accountId, change),
    startCheck: (accountId) => startCheck(db, accountId, {}),
    async endCheck(accountId, checkNumber, { state, problem }) {
      await db
        .updateTable('account')
        .set({ state, problem: toNullableJsonb(problem), checked_at: sql<Date>`now()` })
        .where('account_id', '=', accountId)
        .where('check_number', '=', checkNumber)
        .execute();
    },
    delete: (account) =>
      db.transaction().execute(async (transaction) => {
        await refuseInUse(transaction, account);
        await transaction
          .deleteFrom('account')
          .where('account_id', '=', account.accountId)
          .execute();
      }),
    configure: (configured) =>
      db.transaction().execute(async (transaction) => {
        await unconfigure(transaction, configured);
        for (const account of configured) await configure(transaction, account);
      }),
  };
}

function named(db: Kysely<Schema>, provider: AccountProvider, name: string) {
  return db
    .selectFrom('account')
    .selectAll()
    .where('provider', '=', provider)
    .where('name', '=', name);
}

async function insert(db: Kysely<Schema>, account: NewAccount) {
  const { accountId, provider, name, login, credential, idempotencyKey } = account;
  const row = await db
    .insertInto('account')
    .values({
      account_id: accountId,
      provider,
      name,
      source: 'stored',
      login,
      credential,
      state: 'checking',
      check_number: 1,
      idempotency_key: idempotencyKey,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row !== undefined) return { account: toAccount(row), isNew: true };
  const byKey = await db
    .selectFrom('account')
    .selectAll()
    .where('idempotency_key', '=', idempotencyKey ?? '')
    .executeTakeFirst();
  const earlier = byKey ?? (await named(db, provider, name).executeTakeFirstOrThrow());
  return { account: toAccount(earlier), isNew: false };
}

async function startCheck(
  db: Kysely<Schema>,
  accountId: string,
  change: { readonly login?: string | null; readonly credential?: string },
): Promise<Account | null> {
  const row = await db
    .updateTable('account')
    .set({ ...change, state: 'checking', check_number: sql<number>`check_number + 1` })
    .where('account_id', '=', accountId)
    .returningAll()
    .executeTakeFirst();
  return row === undefined ? null : toAccount(row);
}

/** An install names its account in its request. */
async function refuseInUse(
  transaction: Transaction<Schema>,
  { provider, name }: Pick<Account, 'provider' | 'name'>,
): Promise<void> {
  const source = sql`coalesce(request->'machine'->'order', request->'machine'->'existing')`;
  const inUse = await transaction
    .selectFrom('install')
    .select('install_id')
    .where('state', 'in', ['queued', 'running', 'waiting-for-permit', 'cancelling'])
    .where(sql<boolean>`${source}->>'provider' = ${provider}`)
    .where(sql<boolean>`${source}->>'account' = ${name}`)
    .execute();
  if (inUse.length === 0) return;
  const installs = inUse.map(({ install_id }) => install_id);
  throw new RequestError(
    'request.conflict',
    `The account ${name} at ${provider} is at work for ${installs.length} install(s), the first is ${installs[0]}. Nothing was deleted; wait for their end, or cancel them first.`,
    { installs: installs.slice(0, 20) },
  );
}

/** What is no longer configured goes, or goes back to the credentials that were stored before. */
async function unconfigure(
  transaction: Transaction<Schema>,
  configured: readonly ConfiguredAccount[],
): Promise<void> {
  const kept = configured.map(({ provider, name }) => `${provider}/${name}`);
  const isGone = sql<boolean>`source = 'environment' and not (provider || '/' || name = any(${kept}::text[]))`;
  await transaction.deleteFrom('account').where(isGone).where('credential', 'is', null).execute();
  await transaction.updateTable('account').set({ source: 'stored' }).where(isGone).execute();
}

/** Its credentials may be others than at the last start, so what the vendor said then holds no more. */
async function configure(
  transaction: Transaction<Schema>,
  { provider, name, login }: ConfiguredAccount,
): Promise<void> {
  await transaction
    .insertInto('account')
    .values({
      account_id: `environment-${provider}-${name}`,
      provider,
      name,
      source: 'environment',
      login,
      credential: null,
      idempotency_key: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['provider', 'name']).doUpdateSet({
        source: 'environment',
        login: sql<
          string | null
        >`case when account.credential is null then excluded.login else account.login end`,
        state: 'unchecked',
        problem: null,
        checked_at: null,
      }),
    )
    .execute();
}

function toAccount(row: Selectable<AccountTable>): Account {
  return {
    accountId: row.account_id,
    provider: row.provider,
    name: row.name,
    source: row.source,
    login: row.login,
    credential: row.credential,
    state: row.state,
    problem: fromJsonb<ErrorData | null>(row.problem),
    checkNumber: row.check_number,
    checkedAt: row.checked_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}

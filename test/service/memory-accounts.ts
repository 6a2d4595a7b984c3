/** Accounts in memory; checks are only counted. */

import type { Account } from '../../src/domain/account.ts';
import type { AccountPorts } from '../../src/service/manage-accounts.ts';

export interface MemoryAccounts extends AccountPorts {
  readonly rows: Map<string, Account>;
  /** `OWNER/NAME` → plain text. */
  readonly stored: Map<string, string>;
  /** `PROVIDER NAME NUMBER`, in order. */
  readonly checks: string[];
}

const AT = '2026-11-22T12:00:00.000Z';

/** With the account `main` at hcloud, from the environment. */
export function createMemoryAccounts(): MemoryAccounts {
  const rows = new Map<string, Account>([['hcloud/main', MAIN]]);
  const keys = new Map<string, string>();
  const stored = new Map<string, string>();
  const checks: string[] = [];
  const byId = (accountId: string) => [...rows.values()].find((row) => row.accountId === accountId);

  function change(accountId: string, part: Partial<Account>): Account | null {
    const row = byId(accountId);
    if (row === undefined) return null;
    const changed: Account = {
      ...row,
      ...part,
      state: 'checking',
      checkNumber: row.checkNumber + 1,
    };
    rows.set(`${row.provider}/${row.name}`, changed);
    return changed;
  }

  return {
    rows,
    stored,
    checks,
    check: async ({ provider, name, checkNumber }) =>
      void checks.push(`${provider} ${name} ${checkNumber}`),
    secrets: {
      async putIfAbsent(owner, name, plaintext) {
        const key = `${owner}/${name}`;
        stored.set(key, stored.get(key) ?? plaintext);
        return stored.get(key) ?? plaintext;
      },
      find: async (owner, name) => stored.get(`${owner}/${name}`) ?? null,
      delete: async (owner, name) => void stored.delete(`${owner}/${name}`),
      async deleteAll(owner) {
        for (const key of stored.keys()) if (key.startsWith(`${owner}/`)) stored.delete(key);
      },
    },
    accounts: {
      async insert({ idempotencyKey, ...account }) {
        const place = `${account.provider}/${account.name}`;
        const earlier = rows.get(keys.get(idempotencyKey ?? '') ?? place);
        if (earlier !== undefined) return { account: earlier, isNew: false };
        const row: Account = { ...FRESH, ...account, checkNumber: 1, state: 'checking' };
        rows.set(place, row);
        if (idempotencyKey !== null) keys.set(idempotencyKey, place);
        return { account: row, isNew: true };
      },
      find: async (provider, name) => rows.get(`${provider}/${name}`) ?? null,
      list: async () => [...rows.values()],
      replaceCredential: async (accountId, part) => change(accountId, part),
      startCheck: async (accountId) => change(accountId, {}),
      delete: async ({ provider, name }) => void rows.delete(`${provider}/${name}`),
    },
  };
}

const FRESH = {
  source: 'stored',
  state: 'unchecked',
  problem: null,
  checkNumber: 0,
  checkedAt: null,
  createdAt: AT,
} as const;

const MAIN: Account = {
  ...FRESH,
  accountId: 'environment-hcloud-main',
  provider: 'hcloud',
  name: 'main',
  source: 'environment',
  login: null,
  credential: null,
};

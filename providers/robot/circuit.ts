/**
 * Three refused logins block our address for the whole webservice for ten minutes, whoever else calls
 * from it. So one refusal ends all calls with these credentials, until they are others.
 */

import { scrypt } from 'node:crypto';

/** Where refused credentials are remembered, beyond the life of a process. */
export interface CircuitStore {
  /** When these credentials were refused, in milliseconds since 1970; null: they were not. */
  openedAt(key: string): Promise<number | null>;
  open(key: string, at: number): Promise<void>;
}

/** Remembers in memory; for tests, and where nothing else is given. */
export function createMemoryCircuitStore(): CircuitStore {
  const opened = new Map<string, number>();
  return {
    openedAt: async (key) => opened.get(key) ?? null,
    open: async (key, at) => {
      opened.set(key, at);
    },
  };
}

export interface Credentials {
  readonly endpoint: string;
  readonly user: string;
  /** A secret. */
  readonly password: string;
}

/**
 * A name for these very credentials: another password, another name. Stored, so it is made slowly and
 * kept short: it tells too little to find the password by.
 */
export function credentialsKey({ endpoint, user, password }: Credentials): Promise<string> {
  return new Promise((resolve, reject) => {
    scrypt(password, `ironflake robot ${endpoint} ${user}`, 8, (error, key) => {
      if (error === null) resolve(`robot:${key.toString('hex')}`);
      else reject(error);
    });
  });
}

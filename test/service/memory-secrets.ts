/** Secrets in memory, by owner and name. */

export interface MemorySecrets {
  readonly stored: Map<string, string>;
  putIfAbsent(owner: string, name: string, plaintext: string): Promise<string>;
  find(owner: string, name: string): Promise<string | null>;
  deleteAll(owner: string): Promise<void>;
}

export function createMemorySecrets(): MemorySecrets {
  const stored = new Map<string, string>();
  const keyOf = (owner: string, name: string) => `${owner}/${name}`;
  return {
    stored,
    async putIfAbsent(owner, name, plaintext) {
      const key = keyOf(owner, name);
      if (!stored.has(key)) stored.set(key, plaintext);
      return stored.get(key) ?? plaintext;
    },
    find: async (owner, name) => stored.get(keyOf(owner, name)) ?? null,
    async deleteAll(owner) {
      for (const key of stored.keys()) if (key.startsWith(`${owner}/`)) stored.delete(key);
    },
  };
}

/** Tokens that open the API; only their hashes are kept. */
import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import type { Labels } from '../domain/labels.ts';
import type { Database } from './database.ts';
import { fromJsonb, toJsonb } from './json.ts';
import type { TokenTable } from './schema.ts';

export type TokenScope = 'read' | 'install' | 'order' | 'admin';

export interface TokenGrant {
  readonly tokenId: string;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  /** Only what carries them is seen and touched; null: everything. */
  readonly labels: Labels | null;
  /** null: as configured for all. */
  readonly callsPerMinute: number | null;
}

export interface TokenRow extends TokenGrant {
  readonly createdAt: string;
  /** null: it does not expire. */
  readonly expiresAt: string | null;
  /** Right to the minute; null: never used. */
  readonly lastUsedAt: string | null;
  /** Name of the token that made it; null: it comes from the configuration. */
  readonly createdBy: string | null;
}

export interface NewTokenOptions {
  /** Made under this id; the text of one that bears it already is replaced. */
  readonly tokenId?: string;
  readonly expiresAt?: string | null;
  readonly createdBy?: string | null;
  readonly labels?: Labels | null;
  readonly callsPerMinute?: number | null;
}

export interface Tokens {
  /** Makes a new token. Its text is returned this once and kept nowhere. */
  create(
    name: string,
    scopes: readonly TokenScope[],
    options?: NewTokenOptions,
  ): Promise<TokenGrant & { token: string }>;
  /** Lets a token in that was made elsewhere, such as in the configuration. May be repeated. */
  ensure(token: string, name: string, scopes: readonly TokenScope[]): Promise<TokenGrant>;
  /** Whom a presented token belongs to; null: nobody, or it has expired. */
  find(token: string): Promise<TokenGrant | null>;
  /** Oldest first; expired ones too. */
  list(): Promise<readonly TokenRow[]>;
  /** Takes a token out of use for ever; what it was, or null when there is none. */
  revoke(tokenId: string): Promise<TokenRow | null>;
}

const TOKEN_BYTES = 32;
const SCOPES: ReadonlySet<string> = new Set(['read', 'install', 'order', 'admin']);

/** Makes the token table's reader and writer. */
export function createTokens({ db }: Database): Tokens {
  const ensure: Tokens['ensure'] = async (token, name, scopes) => {
    const tokenId = randomUUID();
    const row = await db
      .insertInto('token')
      .values({ token_id: tokenId, name, hash: hashOf(token), scopes: [...scopes] })
      .onConflict((conflict) => conflict.column('hash').doUpdateSet({ name, scopes: [...scopes] }))
      .returning('token_id')
      .executeTakeFirstOrThrow();
    return { tokenId: row.token_id, name, scopes, labels: null, callsPerMinute: null };
  };
  return {
    async create(name, scopes, options = {}) {
      const { tokenId = randomUUID(), expiresAt = null, createdBy = null } = options;
      const { labels = null, callsPerMinute = null } = options;
      const token = `ifk_${randomBytes(TOKEN_BYTES).toString('base64url')}`;
      const expires_at = expiresAt === null ? null : new Date(expiresAt);
      const made = { token_id: tokenId, name, hash: hashOf(token), scopes: [...scopes] };
      await db
        .insertInto('token')
        .values({
          ...{ ...made, expires_at, created_by: createdBy, calls_per_minute: callsPerMinute },
          labels: labels === null ? null : toJsonb(labels),
        })
        .onConflict((conflict) => conflict.column('token_id').doUpdateSet({ hash: made.hash }))
        .execute();
      return { tokenId, name, scopes, labels, callsPerMinute, token };
    },
    ensure,
    async find(token) {
      const hash = hashOf(token);
      const row = await db
        .selectFrom('token')
        .selectAll()
        .select(sql<boolean>`coalesce(expires_at <= now(), false)`.as('is_expired'))
        .select(
          sql<boolean>`coalesce(last_used_at < now() - interval '1 minute', true)`.as('is_stale'),
        )
        .where('hash', '=', hash)
        .executeTakeFirst();
      // The index compares hashes, of which a caller cannot choose a prefix; this compares in constant time.
      if (row === undefined || !isSame(row.hash, hash) || row.is_expired) return null;
      if (row.is_stale) {
        await db
          .updateTable('token')
          .set({ last_used_at: sql<Date>`now()` })
          .where('token_id', '=', row.token_id)
          .execute();
      }
      return toGrant(row);
    },
    async list() {
      const rows = await db
        .selectFrom('token')
        .selectAll()
        .orderBy('created_at')
        .orderBy('token_id')
        .execute();
      return rows.map(toRow);
    },
    async revoke(tokenId) {
      const row = await db
        .deleteFrom('token')
        .where('token_id', '=', tokenId)
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? null : toRow(row);
    },
  };
}

function toGrant(row: Selectable<TokenTable>): TokenGrant {
  return {
    tokenId: row.token_id,
    name: row.name,
    scopes: row.scopes.filter(isScope),
    labels: fromJsonb<Labels | null>(row.labels),
    callsPerMinute: row.calls_per_minute,
  };
}

function toRow(row: Selectable<TokenTable>): TokenRow {
  return {
    ...toGrant(row),
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at?.toISOString() ?? null,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    createdBy: row.created_by,
  };
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other));
}

function isScope(text: string): text is TokenScope {
  return SCOPES.has(text);
}

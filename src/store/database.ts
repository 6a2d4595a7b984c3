/** An open database, whichever of the two kinds it is. */
import type { Kysely } from 'kysely';
import type pg from 'pg';
import type { EventHint, EventListener } from './notifier.ts';
import type { Schema } from './schema.ts';

export interface Database {
  /** `embedded`: PGlite, one connection, one process. `server`: PostgreSQL, shared by several. */
  readonly kind: 'embedded' | 'server';
  /** Shared with the engine. Embedded it holds one connection: never use it inside a transaction. */
  readonly pool: pg.Pool;
  readonly db: Kysely<Schema>;
  /** Names this process in notices to others. */
  readonly origin: string;
  /** Calls the listener after each commit of an event, of this process or another. Returns how to stop. */
  onEvent(listener: EventListener): () => void;
  /** For the parts of the store: to be called after the commit of an event. */
  announce(hint: EventHint): void;
  close(): Promise<void>;
}

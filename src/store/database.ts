/** An open database, whichever of the two kinds it is, and what the parts of the store need of it. */
import type { Kysely } from 'kysely';
import type pg from 'pg';
import type { EventHint, EventListener } from './notifier.ts';
import type { Schema } from './schema.ts';

/** Tables within reach. */
export interface Database {
  /** `embedded`: PGlite, one connection, one process. `server`: PostgreSQL, shared by several. */
  readonly kind: 'embedded' | 'server';
  /** Embedded all connections share one session: never use it inside a transaction. */
  readonly pool: pg.Pool;
  readonly db: Kysely<Schema>;
  /** Names this process in notices to others. */
  readonly origin: string;
  /** Calls the listener after each commit of an event, of this process or another. Returns how to stop. */
  onEvent(listener: EventListener): () => void;
  /** For the parts of the store: to be called after the commit of an event. */
  announce(hint: EventHint): void;
}

/** A database, with its connections for the engine and what it runs. */
export interface OpenDatabase extends Database {
  /** The same rows, over connections for calls that somebody waits for: they do not stand in the engine's line. */
  readonly forCallers: Database;
  close(): Promise<void>;
}

/** LISTEN on a server: events that other processes stored. Has a connection of its own. */
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from '../domain/logger.ts';
import type { Notifier } from './notifier.ts';

export const EVENT_CHANNEL = 'ironflake_event';

export interface ListenOptions {
  readonly databaseUrl: string;
  /** Marks our own notices, which were announced at their commit already. */
  readonly origin: string;
  readonly notifier: Notifier;
  readonly logger: Logger;
}

/** The text of a notice. */
export function noticeText(origin: string, installId: string): string {
  return `${origin} ${installId}`;
}

const RECONNECT_MS = 1_000;

/**
 * Listens until told to stop, over as many connections as it takes. After a lost one every reader is told to
 * look, since notices in between are gone.
 *
 * @returns how to stop, once the first connection listens
 */
export async function listenForEvents(options: ListenOptions): Promise<() => Promise<void>> {
  const ending = new AbortController();
  let client = await connect(options, () => void reconnect());

  async function reconnect(): Promise<void> {
    while (!ending.signal.aborted) {
      try {
        const next = await connect(options, () => void reconnect());
        if (ending.signal.aborted) return await next.end();
        client = next;
        return options.notifier.announce({ installId: null });
      } catch (error) {
        options.logger.warn({ err: error }, 'Listening for events failed');
        await delay(RECONNECT_MS, undefined, { signal: ending.signal }).catch(() => {});
      }
    }
  }
  return async () => {
    ending.abort();
    client.removeAllListeners('end');
    await client.end();
  };
}

async function connect(options: ListenOptions, onEnd: () => void): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: options.databaseUrl,
    application_name: 'ironflake-listen',
    keepAlive: true,
  });
  client.on('error', (error) => {
    options.logger.warn({ err: error }, 'The connection that listens for events was lost');
  });
  client.on('notification', ({ payload = '' }) => {
    const [origin, installId] = payload.split(' ', 2);
    if (origin !== options.origin) options.notifier.announce({ installId: installId ?? null });
  });
  try {
    await client.connect();
    await client.query(`listen ${EVENT_CHANNEL}`);
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  client.once('end', onEnd);
  return client;
}

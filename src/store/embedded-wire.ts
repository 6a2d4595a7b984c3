/** What the main thread and the database's thread say to each other. */

import { MessagePort } from 'node:worker_threads';

export interface WorkerSettings {
  /** The data directory; the cluster is below it. */
  readonly directory: string;
  /** Where connections come in, as `ToSession`, and are answered, as `FromSession`. */
  readonly connections: MessagePort;
}

/** What a connection sends; null: it is gone. */
export interface ToSession {
  readonly lane: number;
  readonly bytes: Uint8Array | null;
  readonly isUrgent: boolean;
}

/** The answer to one batch of a connection. */
export interface FromSession {
  readonly lane: number;
  readonly bytes: Uint8Array;
}

/** One at a time; each is answered by `done` or `failed`. */
export type WorkerRequest = { readonly kind: 'sync' | 'snapshot' | 'stop' };

export type WorkerReply =
  | { readonly kind: 'ready'; readonly wasRestored: boolean }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly message: string };

/** Whether this is what embedded.ts hands to a new thread. */
export function isWorkerSettings(value: unknown): value is WorkerSettings {
  if (typeof value !== 'object' || value === null) return false;
  if (!('directory' in value && 'connections' in value)) return false;
  return typeof value.directory === 'string' && value.connections instanceof MessagePort;
}

/** Whether a connection sent this. */
export function isToSession(value: unknown): value is ToSession {
  return typeof value === 'object' && value !== null && 'lane' in value && 'isUrgent' in value;
}

/** Whether this answers a connection. */
export function isFromSession(value: unknown): value is FromSession {
  if (typeof value !== 'object' || value === null || !('lane' in value)) return false;
  return 'bytes' in value && value.bytes instanceof Uint8Array;
}

/** Whether this is a request. */
export function isWorkerRequest(value: unknown): value is WorkerRequest {
  return hasKind(value) && ['sync', 'snapshot', 'stop'].includes(value.kind);
}

/** Whether this is a reply. */
export function isWorkerReply(value: unknown): value is WorkerReply {
  return hasKind(value) && ['ready', 'done', 'failed'].includes(value.kind);
}

function hasKind(value: unknown): value is { kind: string } {
  if (typeof value !== 'object' || value === null || !('kind' in value)) return false;
  return typeof value.kind === 'string';
}

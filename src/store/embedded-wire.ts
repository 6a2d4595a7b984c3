/** What the main thread and the database's thread say to each other. */

export interface WorkerSettings {
  /** The data directory; the cluster is below it. */
  readonly directory: string;
  readonly socketPath: string;
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
  return 'directory' in value && 'socketPath' in value;
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

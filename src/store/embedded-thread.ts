/** The main thread's hold on the database's thread: start, ask, end. */
import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import { BugError } from '../domain/error.ts';
import { isWorkerReply, type WorkerReply, type WorkerRequest } from './embedded-wire.ts';

export interface DatabaseThread {
  /** The cluster did not open and was taken from the snapshot. */
  readonly wasRestored: boolean;
  /** Connections go over it, as embedded-stream.ts makes them. */
  readonly connections: MessagePort;
  /** Sends one request and waits for its answer; requests queue up. */
  ask(kind: WorkerRequest['kind']): Promise<void>;
  end(): Promise<void>;
}

/**
 * Starts the thread and waits until it takes connections.
 *
 * @param onDeath called when the thread ends unasked after it was ready
 * @throws BugError `bug.unexpected` when it ends before
 */
export async function startDatabaseThread(
  { directory }: { readonly directory: string },
  onDeath: (error: Error) => void,
): Promise<DatabaseThread> {
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), {
    workerData: { directory, connections: port2 },
    transferList: [port2],
  });
  let isEnding = false;
  let lastError: unknown;
  worker.on('error', (error) => {
    lastError = error;
  });
  const died = new Promise<never>((_, reject) => {
    worker.once('exit', (code) => {
      const error = deathError(directory, code, lastError);
      reject(error);
    });
  });
  const ready = await Promise.race([nextReply(worker), died]);
  died.catch((error: unknown) => {
    if (!isEnding && error instanceof Error) onDeath(error);
  });
  let queue: Promise<unknown> = Promise.resolve();
  return {
    connections: port1,
    wasRestored: ready.kind === 'ready' && ready.wasRestored,
    ask(kind) {
      const answered = queue.then(async () => {
        worker.postMessage({ kind });
        const answer = await Promise.race([nextReply(worker), died]);
        if (answer.kind === 'failed') {
          throw new BugError(
            'bug.unexpected',
            `The database thread could not ${kind}: ${answer.message}`,
          );
        }
      });
      queue = answered.catch(() => {});
      return answered;
    },
    async end() {
      isEnding = true;
      await worker.terminate();
    },
  };
}

function nextReply(worker: Worker): Promise<WorkerReply> {
  return new Promise((resolve) => {
    worker.once('message', (message: unknown) => {
      if (isWorkerReply(message)) resolve(message);
    });
  });
}

function deathError(directory: string, code: number, cause: unknown): BugError {
  const reason = messageOf(cause) ?? `exit code ${code}`;
  return new BugError(
    'bug.unexpected',
    `The embedded database in ${directory} ended by itself: ${reason}. This process has to be started again.`,
    { directory },
    cause,
  );
}

/** By shape: what comes from another thread is not always an instance of this thread's Error. */
function messageOf(cause: unknown): string | undefined {
  if (typeof cause !== 'object' || cause === null || !('message' in cause)) return undefined;
  return String(cause.message);
}

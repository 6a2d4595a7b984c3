/** Connections to the database's thread, in the form in which node-postgres takes a socket. */
import { Duplex } from 'node:stream';
import type { MessagePort } from 'node:worker_threads';
import { isFromSession, type ToSession } from './embedded-wire.ts';

export interface Lanes {
  /** A new connection; urgent ones are served before the others. */
  open(isUrgent: boolean): Duplex;
  close(): void;
}

/** All connections over one port: a message a batch, where a socket would cost a call of the kernel each. */
export function createLanes(port: MessagePort): Lanes {
  const streams = new Map<number, Lane>();
  let last = 0;
  const post = (message: ToSession) => port.postMessage(message);
  /** Handed over and not copied: a Buffer is often a view of a large pool, which would be copied whole. */
  const hand = (lane: number, isUrgent: boolean, bytes: Uint8Array<ArrayBuffer>) =>
    port.postMessage({ lane, bytes, isUrgent } satisfies ToSession, [bytes.buffer]);
  port.on('message', (message: unknown) => {
    if (!isFromSession(message)) return;
    const { bytes } = message;
    streams.get(message.lane)?.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  });
  // The other end is gone: with its thread, or because we closed it.
  port.on('close', () => {
    for (const stream of [...streams.values()]) {
      stream.destroy(new Error('The thread of the embedded database has ended.'));
    }
  });
  return {
    open(isUrgent) {
      last += 1;
      const lane = last;
      const stream = new Lane(
        (bytes) => hand(lane, isUrgent, bytes),
        () => {
          streams.delete(lane);
          post({ lane, bytes: null, isUrgent });
        },
      );
      streams.set(lane, stream);
      return stream;
    },
    close: () => port.close(),
  };
}

/** The methods of a socket that node-postgres calls beside those of a stream. */
class Lane extends Duplex {
  readonly #send: (bytes: Uint8Array<ArrayBuffer>) => void;
  readonly #leave: () => void;

  constructor(send: (bytes: Uint8Array<ArrayBuffer>) => void, leave: () => void) {
    super();
    this.#send = send;
    this.#leave = leave;
  }

  connect(): void {
    setImmediate(() => this.emit('connect'));
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.#send(joined([chunk]));
    done();
  }

  override _writev(chunks: readonly { chunk: Uint8Array }[], done: () => void): void {
    this.#send(joined(chunks.map(({ chunk }) => chunk)));
    done();
  }

  override _final(done: () => void): void {
    this.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#leave();
    done(error);
  }
}

/** All of them, in memory of their own. */
function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

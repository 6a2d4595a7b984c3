/**
 * Lets several connections share PGlite's one session. A connection sends batches of protocol messages, each up to
 * where the server says that it is ready again; between two batches, and only where no transaction is open, the
 * next one may be another connection's. Callers' connections come first.
 */

/** What a batch is executed by: all of its messages in, all of the answer out. */
export type Execute = (batch: Uint8Array) => Uint8Array;

/** One connection, as the session knows it. */
export type LaneId = number;

export interface Session {
  /** Bytes of a connection, cut anywhere. */
  receive(lane: LaneId, bytes: Uint8Array, isUrgent: boolean): void;
  /** The connection is gone; what it left open is rolled back. */
  close(lane: LaneId): void;
  /** Executes the next batch; false: there is none that may be executed now. */
  advance(): boolean;
  /** No transaction is open. */
  isIdle(): boolean;
}

interface Batch {
  readonly lane: LaneId;
  readonly bytes: Uint8Array;
  readonly isUrgent: boolean;
}

const NOTHING = new Uint8Array();
const IDLE = 'I'.charCodeAt(0);
const READY = 'Z'.charCodeAt(0);
/** Messages after which the server answers that it is ready: Query, Sync. */
const ENDS_BATCH = new Set(['Q', 'S'].map((type) => type.charCodeAt(0)));
const TERMINATE = 'X'.charCodeAt(0);
/** Type, length, and the text "rollback". */
const ROLLBACK = Uint8Array.from([...Buffer.from('Q'), 0, 0, 0, 13, ...Buffer.from('rollback\0')]);

/** A session without connections. */
export function createSession(
  execute: Execute,
  send: (lane: LaneId, answer: Uint8Array) => void,
): Session {
  const incoming = new Map<LaneId, Uint8Array>();
  const greeted = new Set<LaneId>();
  let waiting: Batch[] = [];
  let owner: LaneId | null = null;

  function take(): Batch | undefined {
    const mayGo = (batch: Batch) => owner === null || batch.lane === owner;
    const urgent = waiting.findIndex((batch) => batch.isUrgent && mayGo(batch));
    const at = urgent >= 0 ? urgent : waiting.findIndex(mayGo);
    return at < 0 ? undefined : waiting.splice(at, 1)[0];
  }

  return {
    receive(lane, bytes, isUrgent) {
      const before = incoming.get(lane) ?? NOTHING;
      const whole =
        before.length === 0
          ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
          : Buffer.concat([before, bytes]);
      const { batches, rest } = cut(whole, greeted.has(lane));
      if (batches.length > 0) greeted.add(lane);
      incoming.set(lane, rest);
      waiting.push(...batches.map((batch) => ({ lane, bytes: batch, isUrgent })));
    },
    close(lane) {
      waiting = waiting.filter((batch) => batch.lane !== lane);
      incoming.delete(lane);
      greeted.delete(lane);
      if (owner !== lane) return;
      execute(ROLLBACK);
      owner = null;
    },
    advance() {
      const batch = take();
      if (batch === undefined) return false;
      const answer = execute(batch.bytes);
      owner = isReadyAndIdle(answer) ? null : batch.lane;
      send(batch.lane, answer);
      return true;
    },
    isIdle: () => owner === null,
  };
}

/** An answer ends with `Z`, its length 5, and the state of the transaction. */
function isReadyAndIdle(answer: Uint8Array): boolean {
  return answer.at(-6) === READY && answer.at(-1) === IDLE;
}

/** Whole batches, and what is left. A connection's first message has no type; nobody answers its goodbye. */
function cut(bytes: Buffer, isGreeted: boolean): { batches: Uint8Array[]; rest: Uint8Array } {
  const batches: Uint8Array[] = [];
  let isFirst = !isGreeted;
  let start = 0;
  let at = 0;
  while (at + 5 <= bytes.length) {
    const end = isFirst ? at + bytes.readInt32BE(at) : at + 1 + bytes.readInt32BE(at + 1);
    if (end > bytes.length) break;
    const type = bytes[at];
    if (type === TERMINATE && !isFirst) start = end;
    else if (isFirst || (type !== undefined && ENDS_BATCH.has(type))) {
      batches.push(bytes.subarray(start, end));
      start = end;
    }
    isFirst = false;
    at = end;
  }
  return { batches, rest: bytes.subarray(start) };
}

/** The record of every call the stand-in got; holds no credentials and no body. */

/** One call as it came in and ended. */
export interface RecordedCall {
  /** From 1, in the order in which the calls came in. */
  readonly sequence: number;
  readonly at: string;
  readonly method: string;
  /** Path with its query, without the endpoint's own. */
  readonly path: string;
  /** Of the answer, also of one that was lost; null while there is none. */
  readonly status: number | null;
  /** The caller never saw that answer. */
  readonly isAnswerLost: boolean;
  readonly correlationId: string;
}

/** All calls since the start or the last `clear`. */
export interface CallRecord {
  /** Writes a call down; the answer notes how it ended. */
  open(call: Pick<RecordedCall, 'at' | 'method' | 'path' | 'correlationId'>): CallEnd;
  all(): readonly RecordedCall[];
  /** Calls of a method whose path fits the expression. */
  matching(method: string, path: RegExp): readonly RecordedCall[];
  clear(): void;
}

/** Notes how a call ended; once. */
export type CallEnd = (end: { status: number | null; isAnswerLost: boolean }) => void;

/** An empty record. */
export function createCallRecord(): CallRecord {
  const calls = new Map<number, RecordedCall>();
  let lastSequence = 0;
  return {
    open(call) {
      lastSequence += 1;
      const recorded = { sequence: lastSequence, ...call, status: null, isAnswerLost: false };
      calls.set(recorded.sequence, recorded);
      return (end) => {
        if (calls.has(recorded.sequence)) calls.set(recorded.sequence, { ...recorded, ...end });
      };
    },
    all: () => [...calls.values()],
    matching: (method, path) =>
      [...calls.values()].filter((call) => call.method === method && path.test(call.path)),
    clear: () => calls.clear(),
  };
}

/** A stretch of work as traces show it; told once, when it has ended. No secrets in it. */

import type { ErrorData } from './error.ts';

/** Lower-case hex: 32 and 16 characters. */
export interface SpanIds {
  readonly traceId: string;
  readonly spanId: string;
}

export interface FinishedSpan extends SpanIds {
  /** Of few kinds: no ids in it. */
  readonly name: string;
  /** `server`: a call that we answered; `client`: one that we made. */
  readonly kind: 'internal' | 'server' | 'client';
  /** null: the root of its trace. */
  readonly parentSpanId: string | null;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
  /** null: it went well. */
  readonly problem: Pick<ErrorData, 'code' | 'message'> | null;
  /** What it set going in other traces. */
  readonly links?: readonly SpanIds[];
}

/** Takes spans; never fails and never waits. */
export type TellSpan = (span: FinishedSpan) => void;

/** A call of our API after its answer. */
export interface AnsweredCall {
  readonly operationId: string;
  /** `POST`. */
  readonly method: string;
  /** With its parameters as names: `/v1/installs/{installId}`. */
  readonly route: string;
  readonly status: number;
  readonly requestId: string;
  /** The header as it came; null: there was none. */
  readonly traceparent: string | null;
  /** Of the install that it was about, or that it started. */
  readonly installId: string | null;
  readonly endedAt: number;
  readonly durationMs: number;
}

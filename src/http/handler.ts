/** Types that tie each operation of the contract to the function that answers it. */

import type { Readable } from 'node:stream';
import type { operations } from '../../openapi/api.gen.ts';
import type { Caller } from './auth.ts';

export type OperationId = keyof operations;

type Parameters<K extends OperationId> = operations[K]['parameters'];

/** Absent parts of an operation become an empty object. */
type Given<T> = [NonNullable<T>] extends [never] ? Record<never, never> : NonNullable<T>;

type Body<K extends OperationId> = operations[K] extends {
  requestBody: { content: { 'application/json': infer B } };
}
  ? B
  : operations[K] extends { requestBody: { content: { 'application/gzip': string } } }
    ? Buffer
    : null;

/** A call whose parts were held against the contract. Header names are lower-case. */
export interface Call<K extends OperationId> {
  readonly params: Given<Parameters<K>['path']>;
  readonly query: Given<Parameters<K>['query']>;
  readonly headers: LowerCased<Given<Parameters<K>['header']>>;
  readonly body: Body<K>;
  /** null where the contract asks for no token. */
  readonly caller: Caller | null;
  /** Media types of the `Accept` header, in the caller's order, without parameters. */
  readonly accepts: readonly string[];
  /** Fires when the caller goes away or the service stops. */
  readonly signal: AbortSignal;
}

type LowerCased<T> = { readonly [H in keyof T as Lowercase<H & string>]: T[H] };

type Responses<K extends OperationId> = operations[K]['responses'];

type JsonAnswer<K extends OperationId> = {
  [S in keyof Responses<K>]: Responses<K>[S] extends { content: { 'application/json': infer B } }
    ? {
        readonly kind: 'json';
        readonly status: S;
        readonly body: B;
        readonly headers?: Readonly<Record<string, string>>;
      }
    : never;
}[keyof Responses<K>];

/** Bytes of another media type that the contract names for this operation. */
export interface BytesAnswer {
  readonly kind: 'bytes';
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array | Readable;
}

/** Only operations with more than JSON may answer in bytes. */
type OtherAnswer<K extends OperationId> =
  Responses<K> extends {
    200: {
      content:
        | { 'text/event-stream': string }
        | { 'application/gzip': string }
        | { 'application/x-ndjson': string }
        | { 'text/plain': string };
    };
  }
    ? BytesAnswer
    : never;

/** What a handler may answer; problems are thrown. */
export type Answer<K extends OperationId> = JsonAnswer<K> | OtherAnswer<K>;

/** One function for each operation: an operation without one does not compile. */
export type Handlers = { readonly [K in OperationId]: (call: Call<K>) => Promise<Answer<K>> };

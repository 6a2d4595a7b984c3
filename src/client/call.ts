/** Any operation of the contract by its id, with the contract's own types. */

import type { operations } from '../../openapi/api.gen.ts';
import { OPERATIONS } from '../../openapi/operations.gen.ts';
import type { Send, Sending } from './send.ts';

export type OperationId = keyof typeof OPERATIONS & keyof operations;

type Parameters<K extends OperationId> = operations[K]['parameters'];

/** A part of a call; absent where the operation has none, optional where all of it is. */
type Part<Name extends string, T> = [NonNullable<T>] extends [never]
  ? { readonly [N in Name]?: never }
  : Record<never, never> extends NonNullable<T>
    ? { readonly [N in Name]?: NonNullable<T> }
    : { readonly [N in Name]: NonNullable<T> };

/** The JSON that an operation is sent, or the bytes of an archive; never for one that is sent nothing. */
export type BodyOf<K extends OperationId> = operations[K] extends {
  requestBody: { content: { 'application/json': infer B } };
}
  ? B
  : operations[K] extends { requestBody: { content: { 'application/gzip': string } } }
    ? Uint8Array<ArrayBuffer>
    : never;

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface CreateOptions extends CallOptions {
  /** Made anew when absent; give the same one to go on with a call whose answer was lost. */
  readonly idempotencyKey?: string;
}

/** What an operation takes, by where it goes. */
export type Input<K extends OperationId> = Part<'path', Parameters<K>['path']> &
  Part<'query', Parameters<K>['query']> &
  ([BodyOf<K>] extends [never] ? unknown : { readonly body: BodyOf<K> }) &
  CreateOptions & {
    /** Only this version is changed, as `"7"`; of operations that know `If-Match`. */
    readonly ifMatch?: string;
  };

type JsonOf<Responses, Status extends number> = Status extends keyof Responses
  ? Responses[Status] extends { content: { 'application/json': infer B } }
    ? B
    : never
  : never;

/** The JSON of its success; text for an operation that answers in none. */
export type Result<K extends OperationId> = [
  JsonOf<operations[K]['responses'], 200 | 201 | 202>,
] extends [never]
  ? string
  : JsonOf<operations[K]['responses'], 200 | 201 | 202>;

/**
 * Calls an operation. Those that take an idempotency key get one, and may then be sent again after a lost
 * answer; a POST without one is sent again only where it surely had no effect.
 *
 * @throws ApiError
 */
export type CallOperation = <K extends OperationId>(
  operationId: K,
  input: Input<K>,
) => Promise<Result<K>>;

interface AnyInput extends CreateOptions {
  readonly path?: object;
  readonly query?: object;
  readonly body?: unknown;
  readonly ifMatch?: string;
}

const JSON_TYPE = 'application/json';
const GZIP_TYPE = 'application/gzip';

/** Makes the one function over a way to send. */
export function createCall(send: Send): CallOperation {
  return async (operationId, input) => {
    const { path } = OPERATIONS[operationId];
    const parts: AnyInput = input;
    const url = `${fill(path, parts.path ?? {})}${toQuery(parts.query ?? {})}`;
    const answer = await send(url, toSending(operationId, parts));
    const isJson = answer.headers.get('content-type')?.includes('json') === true;
    const result: unknown = isJson ? await answer.json() : await answer.text();
    // A success of the service; its tests hold every one of them against the contract.
    return result as Result<typeof operationId>;
  };
}

function toSending(operationId: OperationId, input: AnyInput): Sending {
  const { method, takesKey } = OPERATIONS[operationId];
  const { signal, body, ifMatch, idempotencyKey = crypto.randomUUID() } = input;
  return {
    method,
    headers: {
      accept: `${JSON_TYPE}, text/plain;q=0.5`,
      ...(body === undefined ? {} : { 'content-type': isArchive(body) ? GZIP_TYPE : JSON_TYPE }),
      ...(takesKey ? { 'idempotency-key': idempotencyKey } : {}),
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    },
    ...(body === undefined ? {} : { body: isArchive(body) ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
    isRepeatable: method !== 'POST' || takesKey,
  };
}

function isArchive(body: unknown): body is Uint8Array<ArrayBuffer> {
  return body instanceof Uint8Array;
}

/** `/v1/machines/{machineId}` with its names filled in. */
function fill(path: string, values: object): string {
  const known = new Map<string, unknown>(Object.entries(values));
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(known.get(name) ?? '')),
  );
}

/** A query of what is given; a list is its name again and again. */
export function toQuery(query: object): string {
  const pairs = Object.entries(query).flatMap(([name, value]: [string, unknown]) => {
    if (value === undefined) return [];
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.map((one) => [name, String(one)]);
  });
  const text = new URLSearchParams(pairs).toString();
  return text === '' ? '' : `?${text}`;
}

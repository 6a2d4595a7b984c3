/** Idempotency-Key of a call → once for the service. */

import type { Made, Once } from '../service/once.ts';
import { type Caller, scopedKey } from './auth.ts';
import type { OperationId } from './handler.ts';

/** What of a call tells whether two of them mean the same. */
export interface KeyedCall {
  readonly params: object;
  readonly body: unknown;
  readonly headers: { readonly 'idempotency-key'?: string | undefined };
  readonly caller: Caller | null;
}

export interface Thing<T> {
  readonly make: (thingId: string) => Promise<T>;
  readonly present: (thingId: string) => Promise<T>;
}

/** Makes what the call asks for, once for its key. @throws as `createOnce` tells */
export function onceFor<T>(
  once: Once,
  operation: OperationId,
  { params, body, headers, caller }: KeyedCall,
  thing: Thing<T>,
): Promise<Made<T>> {
  const key = scopedKey(caller, headers['idempotency-key']);
  return once({ key, wish: { operation, params, body }, ...thing });
}

/** A provider whose credentials are looked up when it is used. */

import type { Provider } from '../../providers/provider.ts';
import { BugError } from '../domain/error.ts';

type AnyCall = (...given: readonly unknown[]) => Promise<unknown>;

/**
 * A provider that has the abilities and groups of the template, and passes every call to the one that
 * `load` finds at that moment. Every method of the contract is asynchronous, so each can wait for it.
 *
 * @param load may fail; then the call fails so
 */
export function deferProvider(template: Provider, load: () => Promise<Provider>): Provider {
  const deferred = deferGroup(template, load, (name, part) => {
    if (name === 'abilities' || typeof part !== 'object' || part === null) return part;
    return deferGroup(part, async () => groupOf(await load(), name), keep);
  });
  // Key by key the template, with functions for functions.
  return deferred as Provider;
}

function deferGroup(
  template: object,
  load: () => Promise<object>,
  other: (name: string, part: unknown) => unknown,
): object {
  const entries = Object.entries(template).map(([name, part]: [string, unknown]) => {
    if (typeof part !== 'function') return [name, other(name, part)];
    const call: AnyCall = async (...given) => {
      const group = await load();
      const method: unknown = Reflect.get(group, name);
      if (typeof method !== 'function') throw missing(name);
      return Reflect.apply(method, group, given);
    };
    return [name, call];
  });
  return Object.fromEntries(entries);
}

function groupOf(provider: Provider, name: string): object {
  const group: unknown = Reflect.get(provider, name);
  if (typeof group === 'object' && group !== null) return group;
  throw missing(name);
}

function keep(_name: string, part: unknown): unknown {
  return part;
}

function missing(name: string): BugError {
  return new BugError('bug.unexpected', `A provider has lost its "${name}".`);
}

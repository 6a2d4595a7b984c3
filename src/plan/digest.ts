/** One short text that stands for a whole plan. */

import { createHash } from 'node:crypto';
import type { Plan } from '../domain/plan.ts';

/** JSON with keys in alphabetical order at every level and without blanks; `undefined` is left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/**
 * SHA-256 over the plan, hex. The links' measured names are left out: they are there for comments
 * only, and the same card is eth0 in the rescue system and enp1s0 elsewhere.
 */
export function planDigest(plan: Omit<Plan, 'digest'>): string {
  const links = plan.network.links.map(({ measuredName: _name, ...link }) => link);
  const digested = { ...plan, network: { ...plan.network, links } };
  return createHash('sha256').update(canonicalJson(digested)).digest('hex');
}

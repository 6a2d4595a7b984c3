/** What `ip -j route` tells → routes, one for each next hop. */

import type { Route } from '../domain/facts.ts';
import { type Fields, fieldsOf, numberField, objectsOf, parseJson, textField } from './fields.ts';

/** Makers of routes that go away by themselves. */
const DYNAMIC_PROTOCOLS: ReadonlySet<string> = new Set(['ra', 'dhcp']);

/**
 * Routes of one family in the kernel's order; a multipath route becomes one route for each hop.
 *
 * @throws MachineError `machine.facts-unreadable`
 */
export function parseRoutes(text: string, family: 4 | 6): readonly Route[] {
  return objectsOf(parseJson(text, `routes${family}`)).flatMap((entry) => {
    const hops = objectsOf(entry.nexthops);
    return (hops.length === 0 ? [entry] : hops).flatMap((hop) => toRoute(entry, hop, family));
  });
}

function toRoute(entry: Fields, hop: Fields, family: 4 | 6): readonly Route[] {
  const destination = textField(entry, 'dst');
  const link = textField(hop, 'dev');
  if (destination === null || link === null) return [];
  const protocol = textField(entry, 'protocol');
  const flags: readonly unknown[] = Array.isArray(hop.flags) ? hop.flags : [];
  return [
    {
      family,
      destination,
      // RFC 5549: a v4 route may go through a v6 neighbour, told as `via`.
      gateway: textField(hop, 'gateway') ?? textField(fieldsOf(hop.via), 'host'),
      link,
      isOnLink: flags.includes('onlink'),
      protocol,
      metric: numberField(entry, 'metric'),
      isDynamic: DYNAMIC_PROTOCOLS.has(protocol ?? '') || entry.expires !== undefined,
    },
  ];
}

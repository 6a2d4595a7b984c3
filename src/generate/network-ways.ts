/** Addresses and routes of one link, bond or VLAN. */

import type { PlannedLink, PlannedRoute } from '../domain/plan.ts';
import { bool, type Entry, entry, list, type Nix, set, str } from './nix.ts';

/** Addresses and routes, each where there are any. */
export function wayEntries(way: Pick<PlannedLink, 'addresses' | 'routes'>): readonly Entry[] {
  const { addresses, routes } = way;
  return [
    ...(addresses.length === 0
      ? []
      : [
          entry('address', list(addresses.map((own) => str(`${own.address}/${own.prefixLength}`)))),
        ]),
    ...(routes.length === 0
      ? []
      : [entry('routes', list(routes.map(routeSet)), routeComment(routes))]),
  ];
}

function routeComment(routes: readonly PlannedRoute[]): string | undefined {
  return routes.some((route) => route.isOnLink)
    ? 'A gateway outside of the own prefixes has to be looked for on the link itself.'
    : undefined;
}

function routeSet(route: PlannedRoute): Nix {
  const isDefault = route.destination.endsWith('/0');
  return set([
    ...(isDefault ? [] : [entry('Destination', str(route.destination))]),
    entry('Gateway', str(route.gateway)),
    ...(route.isOnLink ? [entry('GatewayOnLink', bool(true))] : []),
  ]);
}

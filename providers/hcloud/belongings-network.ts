import { listLocations, listNetworks } from './calls.ts';
import type { HcloudClient } from './client.ts';
import { findNamed } from './find-named.ts';
import type { WireNetwork } from './wire.ts';

export interface Networks {
  readonly found: readonly WireNetwork[];
  /** Why a server in this location could not be in all of them; null when it can. */
  whyNotIn(location: string): string | null;
}

/** The private networks of an order, by id or name. @throws ProviderError `provider.not-found` */
export async function findNetworks(
  client: HcloudClient,
  refs: readonly string[],
  signal: AbortSignal,
): Promise<Networks> {
  if (refs.length === 0) return { found: [], whyNotIn: () => null };
  const [all, locations] = await Promise.all([
    listNetworks(client, signal),
    listLocations(client, signal),
  ]);
  const found = findNamed('network', refs, all);
  return {
    found,
    whyNotIn(location) {
      const zone = locations.find(({ name }) => name === location)?.network_zone;
      // A location that is not there is told elsewhere.
      if (zone === undefined) return null;
      const missing = found.find(
        ({ subnets }) => !subnets.some(({ network_zone }) => network_zone === zone),
      );
      return missing === undefined ? null : `the network ${missing.name} has no subnet in ${zone}`;
    },
  };
}

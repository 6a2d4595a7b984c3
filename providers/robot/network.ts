/** Addresses of a server, as Robot knows them, and their names. */

import { isIPv6 } from 'node:net';
import type { NetworkAddress, ReverseDns } from '../provider.ts';
import { deletePtr, getIp, getPtr, getSubnet, saysNotFound, setPtr } from './calls.ts';
import type { RobotContext } from './context.ts';
import { findServer } from './find.ts';

const HOST_BITS_4 = 32;

/**
 * Every address with its gateway, the main IPv4 first. The mask is that of the vendor's network: on the
 * machine a main IPv4 is a /32, since the switch drops what is not for the gateway. May be repeated.
 */
export async function networkOf(
  context: RobotContext,
  ref: string,
  signal: AbortSignal,
): Promise<readonly NetworkAddress[]> {
  const { client } = context;
  const server = await findServer(context, ref, signal);
  const main = server.server_ip;
  const others = (server.ip ?? []).filter((ip) => ip !== main);
  const addresses: NetworkAddress[] = [];
  for (const ip of main === null ? others : [main, ...others]) {
    const { gateway, mask } = await getIp(client, ip, signal);
    const known = { address: ip, prefixLength: mask ?? HOST_BITS_4, gateway };
    addresses.push({ family: 4, kind: 'address', ...known });
  }
  for (const { ip } of server.subnet ?? []) {
    const { mask, gateway } = await getSubnet(client, ip, signal);
    const family = isIPv6(ip) ? 6 : 4;
    addresses.push({ family, kind: 'network', address: ip, prefixLength: mask, gateway });
  }
  return addresses;
}

/** Names of addresses. */
export function reverseDnsOf({ client }: RobotContext): ReverseDns {
  return {
    find: async (address, signal) => {
      try {
        return await getPtr(client, address, signal);
      } catch (error) {
        if (saysNotFound(error)) return null;
        throw error;
      }
    },
    set: async (address, name, signal) => {
      await setPtr(client, address, name, signal);
    },
    remove: async (address, signal) => {
      try {
        await deletePtr(client, address, signal);
      } catch (error) {
        if (!saysNotFound(error)) throw error;
      }
    },
  };
}

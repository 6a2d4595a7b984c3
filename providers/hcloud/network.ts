import type { NetworkAddress } from '../provider.ts';
import type { WireServer } from './wire.ts';

/** The same for all servers; both reached on the link itself. */
const GATEWAY_4 = '172.31.1.1';
const GATEWAY_6 = 'fe80::1';

/**
 * Addresses of a server and the ways out of it.
 *
 * @see https://docs.hetzner.com/cloud/servers/static-configuration/
 */
export function toNetwork({ public_net: { ipv4, ipv6 } }: WireServer): NetworkAddress[] {
  const addresses: NetworkAddress[] = [];
  if (ipv4 !== null) {
    const address = { address: ipv4.ip, prefixLength: 32, gateway: GATEWAY_4 };
    addresses.push({ family: 4, kind: 'address', ...address });
  }
  if (ipv6 !== null) {
    const [address = '', length = '64'] = ipv6.ip.split('/');
    const network = { address, prefixLength: Number(length), gateway: GATEWAY_6 };
    addresses.push({ family: 6, kind: 'network', ...network });
  }
  return addresses;
}

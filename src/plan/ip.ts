/** Questions about IP addresses. */

import { BlockList, isIPv4, isIPv6 } from 'node:net';

/** Whether the network of `address/prefixLength` contains the other address; false across families. */
export function contains(address: string, prefixLength: number, other: string): boolean {
  if (isIPv4(address) !== isIPv4(other) || isIPv6(address) !== isIPv6(other)) return false;
  const family = isIPv4(address) ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(address, prefixLength, family);
  return list.check(other, family);
}

const PRIVATE: readonly (readonly [string, number])[] = [
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
];

/** Whether an IPv4 address can be reached from the whole internet. */
export function isPublic4(address: string): boolean {
  return isIPv4(address) && !PRIVATE.some(([net, length]) => contains(net, length, address));
}

/** Whether an IPv6 address ends in what SLAAC makes of this MAC address (RFC 4291, appendix A). */
export function isMadeFromMac(address: string, mac: string): boolean {
  const bytes = mac.split(':').map((byte) => Number.parseInt(byte, 16));
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = bytes;
  const words = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f];
  return address.toLowerCase().endsWith(`:${words.map((word) => word.toString(16)).join(':')}`);
}

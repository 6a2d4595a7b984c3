/** Where a webhook may lead: by default over https to addresses that everybody can reach, and to no other. */

import { type LookupAddress, type LookupAllOptions, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { RequestError } from '../domain/error.ts';

export interface TargetPolicy {
  readonly allowsHttp: boolean;
  /** Private, loopback and link-local addresses too. */
  readonly allowsPrivate: boolean;
}

/** Not for the public: https://www.iana.org/assignments/iana-ipv4-special-registry, …-ipv6-special-registry */
const CLOSED_4 = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const;
/** Only 2000::/3 is given out to the public; these are the parts of it that lead elsewhere all the same. */
const CLOSED_6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const;

/** Whether everybody can reach this IP address; texts that are none are not. */
export function isPublicAddress(address: string): boolean {
  const bare = address.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(bare);
  if (family === 4) return !closed().check(bare, 'ipv4');
  return family === 6 && !closed().check(bare, 'ipv6') && open6().check(bare, 'ipv6');
}

function closed(): BlockList {
  const list = new BlockList();
  for (const [network, bits] of CLOSED_4) list.addSubnet(network, bits, 'ipv4');
  for (const [network, bits] of CLOSED_6) list.addSubnet(network, bits, 'ipv6');
  return list;
}

function open6(): BlockList {
  const list = new BlockList();
  list.addSubnet('2000::', 3, 'ipv6');
  return list;
}

/**
 * What can be told of a target by its URL alone; its name is looked up when it is called.
 *
 * @throws RequestError `request.invalid`
 */
export function requireTarget(url: string, policy: TargetPolicy): void {
  const why = whyNotTarget(url, policy);
  if (why === null) return;
  throw new RequestError('request.invalid', `The webhook's URL ${why}. Nothing was changed.`);
}

/** Why a URL may not be called, in words that follow "the URL"; null: it may. */
export function whyNotTarget(url: string, policy: TargetPolicy): string | null {
  const parsed = URL.parse(url);
  if (parsed === null) return 'cannot be read';
  const { protocol, hostname, username, password } = parsed;
  if (protocol !== 'https:' && !(protocol === 'http:' && policy.allowsHttp)) return 'is not https';
  if (username !== '' || password !== '') return 'holds credentials';
  if (policy.allowsPrivate) return null;
  const isAddress = isIP(hostname.replace(/^\[(.*)\]$/, '$1')) !== 0;
  if (isAddress && !isPublicAddress(hostname)) return 'leads to an address that is not public';
  const isLocal = /(^|\.)(localhost|local|internal)\.?$/i.test(hostname);
  return isLocal ? 'leads to a name that is not public' : null;
}

/** How a name is resolved to all of its addresses: the one form of `dns.lookup` that is used here. */
export type ResolveAll = (
  hostname: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A lookup for the very connection: a name that leads to a closed address is not connected to, whatever it
 * led to when it was checked before.
 */
export function createPublicLookup(resolve: ResolveAll = lookup): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      const found: readonly LookupAddress[] = error === null ? addresses : [];
      const [first] = found;
      if (error !== null) return done(error, '', 0);
      const isClosed = found.some(({ address }) => !isPublicAddress(address));
      if (first === undefined || isClosed) {
        return done(new Error(`${hostname} leads to an address that is not public`), '', 0);
      }
      return options.all === true
        ? done(null, [...found])
        : done(null, first.address, first.family);
    });
  };
}

/** A host that is simply there: nothing about it can be ordered, armed or switched. */

import { isIPv6 } from 'node:net';
import { ProviderError, RequestError } from '../../src/domain/error.ts';
import type { SshAddress } from '../../src/domain/machine.ts';
import type { Abilities, Provider } from '../provider.ts';

export const SSH_ABILITIES: Abilities = {
  order: { supported: false, note: 'the host is there already' },
  rescue: { supported: false, note: 'nobody to ask: start the host in a rescue system yourself' },
  reset: { supported: false, note: 'nobody to ask: only a running system can restart itself' },
  hostKeyInjection: { supported: false, note: 'the host has a key already' },
  hostKeyPublished: {
    supported: false,
    note: 'give the host key in the request to have it checked',
  },
  giveBack: { supported: false, note: 'the host is yours' },
  offers: { supported: false, note: 'nothing is sold here' },
  network: { supported: false, note: 'nobody to ask: the host itself tells its addresses' },
  rename: { supported: false, note: 'nobody to ask: the host has the name it gives itself' },
  reverseDns: { supported: false, note: 'nobody to ask: set it where the address comes from' },
  privateSwitch: { supported: false, note: 'nobody to ask: its network is not ours' },
  wakeOnLan: { supported: false, note: 'nobody to ask: the host has to be running' },
};

/** Hosts behind the contract; holds no state and calls nobody. A reference is `host:port`. */
export function createSshProvider(): Provider {
  return {
    name: 'ssh',
    abilities: SSH_ABILITIES,
    ordering: null,
    rescue: null,
    power: null,
    offers: null,
    giveBack: null,
    network: null,
    naming: null,
    reverseDns: null,
    privateSwitches: null,
    checkCredentials: async (signal) => refuseWhenCancelled(signal),
    getMachine: async (ref, signal) => {
      refuseWhenCancelled(signal);
      const address = parseRef(ref);
      return {
        origin: { provider: 'ssh', account: null, providerRef: formatRef(address) },
        name: address.host,
        power: 'unknown',
        isRescueArmed: false,
        addresses: [address],
        serverType: null,
        location: null,
        labels: {},
      };
    },
    removeLeftovers: async (_operationId, signal) => refuseWhenCancelled(signal),
  };
}

/** `203.0.113.5:22`, `host.example:2222`, `2001:db8::1:22`; the reference of an address. */
export function formatRef({ host, port }: SshAddress): string {
  return `${host}:${port}`;
}

const NAME = /^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/;

/** The port is always there, so the last colon parts an IPv6 address from it. */
function parseRef(ref: string): SshAddress {
  const end = ref.lastIndexOf(':');
  const host = ref.slice(0, Math.max(end, 0));
  const digits = ref.slice(end + 1);
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
  const isHost = NAME.test(host) || isIPv6(host);
  if (isHost && port >= 1 && port <= 65_535) return { host, port };
  throw new ProviderError(
    'provider.not-found',
    `"${ref}" names no host: a reference is host:port, as 203.0.113.5:22.`,
    { ref },
  );
}

function refuseWhenCancelled(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw new RequestError(
    'request.cancelled',
    'The call was given up because its caller cancelled it.',
  );
}

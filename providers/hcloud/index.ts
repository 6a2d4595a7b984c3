/** Hetzner Cloud as a provider. */

import { realClock } from '../http/clock.ts';
import type { Abilities, OnVendorCall, Provider, ProviderClock, ReadQuota } from '../provider.ts';
import { listSshKeys } from './calls.ts';
import { checkOrder } from './choose.ts';
import { createHcloudClient } from './client.ts';
import type { HcloudContext } from './context.ts';
import { toMachine } from './convert.ts';
import { awaitDelivery, lookForDelivery } from './delivery.ts';
import { findOperationServer, findServer } from './find.ts';
import { giveBack } from './give-back.ts';
import { deleteOperationKeys } from './keys.ts';
import { listOffers } from './market.ts';
import { toNetwork } from './network.ts';
import { placeOrder } from './order.ts';
import { deleteOperationAddresses } from './own-addresses.ts';
import { METHODS, restart } from './power.ts';
import { armRescue, disarmRescue } from './rescue.ts';

export interface HcloudSettings {
  /** A project's API token with read and write permission; a secret. */
  readonly token: string;
  /** `https://api.hetzner.cloud/v1`; the lab stands in elsewhere. */
  readonly endpoint: string;
  /** Our name of the credentials. */
  readonly account: string;
  /** The machine's own clock when absent. */
  readonly clock?: ProviderClock;
  /** 22 when absent; the lab's machines may listen elsewhere. */
  readonly sshPort?: number;
  /** Given at once what reads the calls that are left. */
  readonly showQuota?: (read: ReadQuota) => void;
  readonly onCall?: OnVendorCall;
}

export const HCLOUD_ABILITIES: Abilities = {
  order: {
    supported: true,
    note: 'server types and locations are tried in order, by stock and price; in networks and behind firewalls that are there',
  },
  rescue: { supported: true, note: 'takes effect at the next boot, once, within 60 minutes' },
  reset: { supported: true, note: 'power is cut and restored' },
  hostKeyInjection: { supported: true, note: 'by cloud-init, on machines ordered here' },
  hostKeyPublished: {
    supported: false,
    note: 'the rescue system’s host key is published nowhere: the first answer has to be trusted',
  },
  giveBack: { supported: true, note: 'deleted at once, by its name, unless it is protected' },
  offers: { supported: true, note: 'server types with price and stock in each location' },
  network: { supported: true, note: 'public addresses with the gateways that all servers share' },
  rename: { supported: false, note: 'a server keeps the name it was ordered by' },
  reverseDns: { supported: false, note: 'not set by this service' },
  privateSwitch: {
    supported: false,
    note: 'servers are ordered into private networks that are there',
  },
  wakeOnLan: { supported: false, note: 'power is switched instead' },
};

/**
 * Hetzner Cloud behind the contract. Make one per credential and keep it: it holds the vendor's rate
 * budget. Nothing is sent until a method is called.
 */
export function createHcloudProvider(settings: HcloudSettings): Provider {
  const clock = settings.clock ?? realClock();
  const { token, endpoint, account, sshPort = 22 } = settings;
  const client = createHcloudClient({
    ...{ token, endpoint, clock },
    onCall: (call) => settings.onCall?.({ provider: 'hcloud', account, ...call }),
  });
  settings.showQuota?.(async () => client.quotaLeft());
  const context: HcloudContext = { client, clock, account, sshPort };
  return {
    name: 'hcloud',
    abilities: HCLOUD_ABILITIES,
    ordering: {
      placeOrder: (input, signal) => placeOrder(context, input, signal),
      findByOperation: async (operationId, signal) => {
        const server = await findOperationServer(client, operationId, signal);
        return server === null ? null : toMachine(server, context);
      },
      // A server's name is unique in its project: a late first order and a second one cannot both succeed.
      judgeSilence: async () => ({ kind: 'nothing-ordered' }),
      awaitDelivery: (ref, signal) => awaitDelivery(context, ref, signal),
      lookForDelivery: (ref, signal) => lookForDelivery(context, ref, signal),
      check: (order, signal) => checkOrder(context, order, signal),
      rehearse: null,
    },
    rescue: {
      armRescue: (input, signal) => armRescue(context, input, signal),
      disarmRescue: (ref, signal) => disarmRescue(context, ref, signal),
      lastHostKeyFingerprints: async () => [],
    },
    power: {
      restart: (ref, signal, options) => restart(context, ref, signal, options?.method),
      methods: async () => METHODS,
      wake: null,
    },
    offers: { list: (filter, signal) => listOffers(context, filter, signal) },
    giveBack: { giveBack: (input, signal) => giveBack(context, input, signal) },
    network: {
      addresses: async (ref, signal) => toNetwork(await findServer(client, ref, signal)),
    },
    naming: null,
    reverseDns: null,
    privateSwitches: null,
    checkCredentials: async (signal) => {
      await listSshKeys(client, { name: 'ironflake-credentials-check' }, signal);
    },
    getMachine: async (ref, signal) => toMachine(await findServer(client, ref, signal), context),
    removeLeftovers: async (operationId, signal) => {
      await deleteOperationKeys(client, operationId, signal);
      await deleteOperationAddresses(client, operationId, signal);
    },
  };
}

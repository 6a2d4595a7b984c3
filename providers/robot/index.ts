/** Hetzner Robot (dedicated servers, new ones and those of the auction) as a provider. */

import { realClock } from '../http/clock.ts';
import type { Abilities, OnVendorCall, Provider, ProviderClock, ReadQuota } from '../provider.ts';
import { listKeys } from './calls.ts';
import { type CircuitStore, createMemoryCircuitStore } from './circuit.ts';
import { createRobotClient } from './client.ts';
import type { RobotContext } from './context.ts';
import { awaitDelivery, lookForDelivery } from './delivery.ts';
import { findByOperation, getMachine } from './find.ts';
import { giveBack } from './give-back.ts';
import { deleteOperationKeys } from './keys.ts';
import { listOffers } from './market.ts';
import { networkOf, reverseDnsOf } from './network.ts';
import { placeOrder, rehearse } from './order.ts';
import { methods, restart, wake } from './power.ts';
import { createMemoryQuotaLedger, type QuotaLedger } from './quota.ts';
import { rename } from './rename.ts';
import { armRescue, disarmRescue, lastHostKeyFingerprints } from './rescue.ts';
import { judgeSilence } from './silence.ts';
import { privateSwitchesOf } from './vswitch.ts';

export type { CircuitStore } from './circuit.ts';
export type { QuotaLedger } from './quota.ts';

export interface RobotSettings {
  /** The webservice user, `#ws+…`. */
  readonly user: string;
  /** A secret. */
  readonly password: string;
  /** `https://robot-ws.your-server.de`; the lab stands in elsewhere. */
  readonly endpoint: string;
  /** Our name of the credentials. */
  readonly account: string;
  /** Where calls are counted. In memory when absent: then a restart forgets what was used up. */
  readonly quota?: QuotaLedger;
  /** Where refused credentials are remembered. In memory when absent: then a restart tries them again. */
  readonly circuits?: CircuitStore;
  /** The machine's own clock when absent. */
  readonly clock?: ProviderClock;
  /** 22 when absent; the lab's machines may listen elsewhere. */
  readonly sshPort?: number;
  /** Given at once what reads the calls that are left. */
  readonly showQuota?: (read: ReadQuota) => void;
  readonly onCall?: OnVendorCall;
}

export const ROBOT_ABILITIES: Abilities = {
  order: { supported: true, note: 'products and auction by wish, price and fee; may take days' },
  rescue: { supported: true, note: 'takes effect at the next boot, once, within 60 minutes' },
  reset: { supported: true, note: 'by what each machine has; a technician is never called' },
  hostKeyInjection: { supported: false, note: 'nothing is run at a first boot here' },
  hostKeyPublished: {
    supported: true,
    note: 'as fingerprints, where the vendor has seen them; else the first answer has to be trusted',
  },
  giveBack: { supported: true, note: 'cancelled by its name, at the earliest date there is' },
  offers: {
    supported: true,
    note: 'products with price and fee, and every machine of the auction',
  },
  network: { supported: true, note: 'every address and network with its gateway' },
  rename: { supported: true, note: 'the one free text that a server has' },
  reverseDns: { supported: true, note: 'one name for each address' },
  privateSwitch: { supported: true, note: 'vSwitches; a machine takes minutes to join' },
  wakeOnLan: { supported: true, note: 'where the machine has it; ten times an hour' },
};

/**
 * Hetzner Robot behind the contract. Make one per credential and keep it: it counts the vendor's limits,
 * and shuts itself at the first refusal of the credentials. Nothing is sent until a method is called.
 */
export function createRobotProvider(settings: RobotSettings): Provider {
  const clock = settings.clock ?? realClock();
  const { user, password, endpoint, account, sshPort = 22 } = settings;
  const quota = settings.quota ?? createMemoryQuotaLedger(clock);
  const circuits = settings.circuits ?? createMemoryCircuitStore();
  const client = createRobotClient({
    ...{ user, password, endpoint, clock, quota, circuits },
    onCall: (call) => settings.onCall?.({ provider: 'robot', account, ...call }),
  });
  settings.showQuota?.(client.quotaLeft);
  const context: RobotContext = { client, clock, account, sshPort };
  return {
    name: 'robot',
    abilities: ROBOT_ABILITIES,
    ordering: {
      placeOrder: (input, signal) => placeOrder(context, input, signal),
      findByOperation: (operationId, signal) => findByOperation(context, operationId, signal),
      judgeSilence: (sent, signal) => judgeSilence(context, sent, signal),
      awaitDelivery: (ref, signal) => awaitDelivery(context, ref, signal),
      lookForDelivery: (ref, signal) => lookForDelivery(context, ref, signal),
      check: null,
      rehearse: (input, signal) => rehearse(context, input, signal),
    },
    rescue: {
      armRescue: (input, signal) => armRescue(context, input, signal),
      disarmRescue: (ref, signal) => disarmRescue(context, ref, signal),
      lastHostKeyFingerprints: (ref, signal) => lastHostKeyFingerprints(context, ref, signal),
    },
    power: {
      restart: (ref, signal, options) => restart(context, ref, signal, options?.method),
      methods: (ref, signal) => methods(context, ref, signal),
      wake: (ref, signal) => wake(context, ref, signal),
    },
    offers: { list: (filter, signal) => listOffers(context, filter, signal) },
    giveBack: { giveBack: (input, signal) => giveBack(context, input, signal) },
    network: { addresses: (ref, signal) => networkOf(context, ref, signal) },
    naming: { rename: (ref, name, signal) => rename(context, ref, name, signal) },
    reverseDns: reverseDnsOf(context),
    privateSwitches: privateSwitchesOf(context),
    checkCredentials: async (signal) => {
      await listKeys(client, signal);
    },
    getMachine: (ref, signal) => getMachine(context, ref, signal),
    removeLeftovers: (operationId, signal) => deleteOperationKeys(client, operationId, signal),
  };
}

/** The contract of a provider, in our own words. What one cannot do is absent from its abilities. */

import type { ErrorData } from '../src/domain/error.ts';
import type { HostKey, MachineOrigin, ProviderName, SshAddress } from '../src/domain/machine.ts';
import type { Offer, OfferFilter } from '../src/domain/offer.ts';
import type { OrderedThing } from '../src/domain/plan-run.ts';
import type { OrderRequest, RobotOrderRequest } from '../src/domain/request.ts';

export interface Ability {
  readonly supported: boolean;
  /** How, or why not; shown to people. */
  readonly note: string;
}

export type AbilityName =
  | 'order'
  | 'rescue'
  | 'reset'
  | 'hostKeyInjection'
  | 'hostKeyPublished'
  | 'giveBack'
  | 'offers'
  | 'network'
  | 'rename'
  | 'reverseDns'
  | 'privateSwitch'
  | 'wakeOnLan';

export type Abilities = Readonly<Record<AbilityName, Ability>>;

export interface ProviderMachine {
  readonly origin: MachineOrigin;
  readonly name: string;
  readonly power: 'on' | 'off' | 'changing' | 'unknown';
  readonly isRescueArmed: boolean;
  /** Where its SSH server will answer, IPv4 first. */
  readonly addresses: readonly SshAddress[];
  readonly serverType: string | null;
  readonly location: string | null;
  readonly labels: Readonly<Record<string, string>>;
  /** True: its owner forbade, at the vendor, that its system be replaced. Absent: nobody did. */
  readonly isProtected?: boolean;
  /** MAC addresses of its cards in private networks, in lower case; absent where it has none. */
  readonly privateMacs?: readonly string[];
}

export interface OrderInput {
  /** A provider refuses another one's order with `request.invalid`. */
  readonly order: OrderRequest | RobotOrderRequest;
  /** Our id of this very order; becomes a label, by which a lost answer is found again. */
  readonly operationId: string;
  /** OpenSSH public key line that may log in as root. */
  readonly authorizedKey: string;
  /** First-boot document (`#cloud-config …`) for images that read one; holds the injected host key: a secret. */
  readonly userData: string;
  /** To be awaited right before each call that orders; when it throws, nothing may be sent. */
  readonly aboutToSend: () => Promise<void>;
}

/** What it is worth that an order which was sent is found nowhere. */
export type Silence =
  /** Certainly nothing was ordered, and nothing can be any more: it may be placed again. */
  | { readonly kind: 'nothing-ordered' }
  /** It may still show up; another look is worth its call after this time. */
  | {
      readonly kind: 'too-early';
      readonly lookAgainMs: number;
      /** When it will be certain, in ms since 1970. */
      readonly decidedAt: number;
    }
  /** What the vendor shows does not tell; the reason in words, as a sentence without its full stop. */
  | { readonly kind: 'undecidable'; readonly why: string };

export interface Quote {
  readonly serverType: string;
  readonly location: string;
  readonly monthlyGross: string;
  readonly currency: string;
  /** Paid once; absent where there is no such fee. */
  readonly setupGross?: string;
}

/** What an order would come to now. */
export interface OrderCheck {
  readonly quote: Quote;
  /** Why earlier choices were passed over, in words. */
  readonly passedOver: readonly string[];
  readonly named: readonly OrderedThing[];
}

export interface OrderReceipt {
  readonly machine: ProviderMachine;
  readonly quote: Quote | null;
  /** Why earlier choices were passed over, in words. */
  readonly passedOver: readonly string[];
}

export interface RescueAccess {
  readonly user: string;
  /** null: nobody publishes the rescue system's host key; the first answer has to be trusted. */
  readonly hostKey: HostKey | null;
  /**
   * Fingerprints of the host keys, where only these are published, in the vendor's form (MD5 with colons,
   * or `SHA256:…`): one of them must be shown. Empty: none is known yet.
   */
  readonly hostKeyFingerprints: readonly string[];
}

/** One look at an order that may take days. */
export type Delivery =
  | {
      readonly state: 'in-process';
      /** When another look is worth its call. */
      readonly nextLookMs: number;
    }
  | {
      readonly state: 'ready';
      readonly machine: ProviderMachine;
      /** As in RescueAccess, of the system the machine was handed over with. */
      readonly hostKeyFingerprints: readonly string[];
    }
  | { readonly state: 'cancelled' };

/** What the vendor would do with an order; nothing was ordered. */
export interface Rehearsal {
  readonly offer: Offer;
  readonly quote: Quote;
  readonly passedOver: readonly string[];
}

/** What a credential may still ask of its vendor before it is refused for asking too often. */
export interface QuotaLeft {
  /** The kind of calls that share this limit. */
  readonly group: string;
  /** Calls in each window. */
  readonly limit: number;
  /** How many of them are left now. */
  readonly left: number;
}

/** Reads what is left, as it was counted on our side; asks no vendor. May be repeated. */
export type ReadQuota = () => Promise<readonly QuotaLeft[]>;

/** One try of a call to a vendor, once it has ended; holds no secret. */
export interface VendorCall {
  readonly provider: ProviderName;
  readonly account: string;
  readonly method: string;
  readonly host: string;
  /** Below the endpoint, without query. */
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly durationMs: number;
  /** null: it was answered as it should. */
  readonly problem: Pick<ErrorData, 'code' | 'message'> | null;
}

/** Told of each; never fails and never waits. */
export type OnVendorCall = (call: VendorCall) => void;

/** The source of time of whatever waits; handed in, so that tests do not sleep. */
export interface ProviderClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits; rejects with the signal's reason as soon as it fires. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** What a provider with the ability `order` can do. */
export interface Ordering {
  /**
   * Places the order: reads prices, tries types and locations in order. COSTS MONEY: call only behind
   * `spend.ts`, never twice. Ends when the vendor accepted it, not when the machine runs. The one call
   * that orders is never cut by the signal: its answer says what was bought.
   *
   * @throws ProviderError `provider.price-too-high`, `provider.sold-out`, `provider.limit-reached`,
   *         `provider.conflict` (the name is taken by a machine that is not of this operation),
   *         `provider.order-unknown` (no clear answer: look it up, never send again). Nothing was
   *         ordered exactly when `details.outcome` is `refused` or `not-sent`; after anything else,
   *         a cancellation too, look it up.
   */
  placeOrder(input: OrderInput, signal: AbortSignal): Promise<OrderReceipt>;
  /**
   * The machine that bears this operation's mark (a label, or a key of its own), or null when the vendor
   * says there is none. May be repeated.
   *
   * @throws ProviderError `provider.order-unknown` when more than one bears it
   */
  findByOperation(operationId: string, signal: AbortSignal): Promise<ProviderMachine | null>;
  /**
   * Judges that `findByOperation` found nothing of an order that was sent at `sentAt` (ms since 1970), by a
   * process that may have been killed since. May be repeated.
   */
  judgeSilence(
    order: { operationId: string; sentAt: number },
    signal: AbortSignal,
  ): Promise<Silence>;
  /**
   * Waits until an ordered machine has been made, and started unless it was ordered to be off. May be
   * repeated.
   *
   * @throws ProviderError `provider.action-failed`, `provider.action-timeout`
   */
  awaitDelivery(ref: string, signal: AbortSignal): Promise<ProviderMachine>;
  /**
   * Looks once whether an ordered machine is there; for orders that take longer than a process lives.
   * The reference is that of the receipt; the delivered machine may bear another one. May be repeated.
   */
  lookForDelivery(ref: string, signal: AbortSignal): Promise<Delivery>;
  /**
   * Chooses as `placeOrder` would, and finds all that the order names; orders and changes nothing. null
   * where offers alone tell what an order would come to. May be repeated.
   *
   * @throws as `placeOrder`; ProviderError `provider.not-found` for what the order names and is not there,
   *         RequestError `request.invalid` for what it names and cannot be used
   */
  readonly check: ((order: OrderInput['order'], signal: AbortSignal) => Promise<OrderCheck>) | null;
  /**
   * Has the vendor check an order without placing it; null where there is no such check. May cost one of
   * the orders that are allowed a day.
   *
   * @throws as `placeOrder`; `provider.order-unknown` when the vendor does not say that it was a rehearsal
   */
  readonly rehearse: ((input: OrderInput, signal: AbortSignal) => Promise<Rehearsal>) | null;
}

/** What a provider with the ability `rescue` can do. */
export interface Rescue {
  /** Arms the rescue system for the next boot with this key; does not restart. May be repeated. */
  armRescue(
    input: { ref: string; operationId: string; authorizedKey: string },
    signal: AbortSignal,
  ): Promise<RescueAccess>;
  /** Takes an arming back, so that the next boot is the machine's own; fine where there is none. May be repeated. */
  disarmRescue(ref: string, signal: AbortSignal): Promise<void>;
  /**
   * The host keys' fingerprints of the last rescue system, which a vendor may know only after it has
   * booted: so not to be asked before the restart. Empty: not known. May be repeated.
   */
  lastHostKeyFingerprints(ref: string, signal: AbortSignal): Promise<readonly string[]>;
}

/**
 * Ways to restart, mildest first. `software`: Ctrl-Alt-Del; `hardware`: the reset button; `power-cycle`:
 * power off, then on.
 */
export type RestartMethod = 'software' | 'hardware' | 'power-cycle';

/** What a provider with the ability `reset` can do. */
export interface Power {
  /**
   * Restarts whatever runs, by the surest way unless one is named; ends when power is on again where the
   * vendor tells, else when the restart has been ordered. May be repeated, at the price of another
   * restart: a rescue system that was armed for one boot has to be armed again first.
   *
   * @throws ProviderError `provider.unsupported` when this machine has no such method
   */
  restart(ref: string, signal: AbortSignal, options?: { method?: RestartMethod }): Promise<void>;
  /** What this machine can be restarted by, mildest first. May be repeated. */
  methods(ref: string, signal: AbortSignal): Promise<readonly RestartMethod[]>;
  /** Starts a machine that is off over its network; null exactly when `wakeOnLan` is not supported. */
  readonly wake: ((ref: string, signal: AbortSignal) => Promise<void>) | null;
}

/** What a provider with the ability `offers` can do. */
export interface OfferSource {
  /** What can be ordered now and fits, cheapest first; prices as this account pays them. May be repeated. */
  list(filter: OfferFilter, signal: AbortSignal): Promise<readonly Offer[]>;
}

export interface GiveBackWish {
  readonly ref: string;
  /** The machine's name or reference, as proof that it is meant. */
  readonly name: string;
  /** The day it shall end, `yyyy-mm-dd`, where the vendor knows such days; the earliest when absent. */
  readonly on?: string;
  /** Told to the vendor where it asks for one. */
  readonly reason?: string;
}

export interface GivenBack {
  /** When the machine goes, `yyyy-mm-dd`. */
  readonly endsOn: string;
  /** What stays and may go on costing, in words; empty when nothing does. */
  readonly remaining: readonly string[];
}

/** What a provider with the ability `giveBack` can do. */
export interface GivingBack {
  /**
   * Ends the contract of a machine: ITS DATA IS LOST. Only by an explicit wish, whose `name` must be the
   * machine's name or reference. May be repeated; what is ended already is an answer.
   *
   * @throws RequestError `request.invalid` when the name is another one, or a day is given that cannot be had
   * @throws ProviderError `provider.not-found`, `provider.protected`, `provider.rejected`
   */
  giveBack(input: GiveBackWish, signal: AbortSignal): Promise<GivenBack>;
}

/** An address of a machine with its way out, as the vendor knows it. */
export interface NetworkAddress {
  readonly family: 4 | 6;
  /** An address, or the network that is routed to the machine. */
  readonly address: string;
  readonly kind: 'address' | 'network';
  readonly prefixLength: number;
  /** null where the vendor names none: it is routed to the main address. */
  readonly gateway: string | null;
}

/** What a provider with the ability `network` can do. */
export interface NetworkSource {
  /** Every address the vendor routes to the machine, main IPv4 first. May be repeated. */
  addresses(ref: string, signal: AbortSignal): Promise<readonly NetworkAddress[]>;
}

/** What a provider with the ability `rename` can do. */
export interface Naming {
  /** Sets the name the vendor shows. May be repeated. */
  rename(ref: string, name: string, signal: AbortSignal): Promise<void>;
}

/** What a provider with the ability `reverseDns` can do. */
export interface ReverseDns {
  /** null: there is no entry. */
  find(address: string, signal: AbortSignal): Promise<string | null>;
  /** Creates or replaces the entry. May be repeated. */
  set(address: string, name: string, signal: AbortSignal): Promise<void>;
  /** May be repeated. */
  remove(address: string, signal: AbortSignal): Promise<void>;
}

/** A private layer-2 network between machines, one VLAN. */
export interface PrivateSwitch {
  readonly id: string;
  readonly name: string;
  readonly vlan: number;
  /** Joining takes minutes; `unknown` is a state that we do not know. */
  readonly members: readonly {
    readonly ref: string;
    readonly state: 'ready' | 'in-process' | 'failed' | 'unknown';
  }[];
}

/** What a provider with the ability `privateSwitch` can do. */
export interface PrivateSwitches {
  list(signal: AbortSignal): Promise<readonly PrivateSwitch[]>;
  get(id: string, signal: AbortSignal): Promise<PrivateSwitch>;
  /** Finds the one of this name and VLAN, else makes it. May be repeated. */
  ensure(input: { name: string; vlan: number }, signal: AbortSignal): Promise<PrivateSwitch>;
  /** Asks for the machine to be joined; ends before it is. May be repeated. */
  attach(input: { id: string; ref: string }, signal: AbortSignal): Promise<void>;
}

/**
 * All calls take a signal, obey it with `request.cancelled`, and have their own deadlines. A group is
 * null exactly when its ability is not supported. Every call may end with a ProviderError
 * `provider.unauthorized`, `provider.forbidden`, `provider.rate-limited` or `provider.unavailable`.
 */
export interface Provider {
  readonly name: ProviderName;
  readonly abilities: Abilities;
  readonly ordering: Ordering | null;
  readonly rescue: Rescue | null;
  readonly power: Power | null;
  readonly offers: OfferSource | null;
  readonly giveBack: GivingBack | null;
  readonly network: NetworkSource | null;
  readonly naming: Naming | null;
  readonly reverseDns: ReverseDns | null;
  readonly privateSwitches: PrivateSwitches | null;
  /**
   * Checks the credentials with one cheap call. May be repeated.
   *
   * @throws ProviderError `provider.unauthorized`
   */
  checkCredentials(signal: AbortSignal): Promise<void>;
  /**
   * The machine of this reference (id or name). May be repeated.
   *
   * @throws ProviderError `provider.not-found`; an API error is never read as absence
   */
  getMachine(ref: string, signal: AbortSignal): Promise<ProviderMachine>;
  /** Deletes what an operation left behind at the vendor (keys), never a machine. May be repeated. */
  removeLeftovers(operationId: string, signal: AbortSignal): Promise<void>;
}

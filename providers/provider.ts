/** The contract of a provider, in our own words. What one cannot do is absent from its abilities. */

import type { HostKey, MachineOrigin, ProviderName, SshAddress } from '../src/domain/machine.ts';
import type { OrderRequest } from '../src/domain/request.ts';

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
  | 'giveBack';

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
}

export interface OrderInput {
  readonly order: OrderRequest;
  /** Our id of this very order; becomes a label, by which a lost answer is found again. */
  readonly operationId: string;
  /** OpenSSH public key line that may log in as root. */
  readonly authorizedKey: string;
  /** First-boot document (`#cloud-config …`) for images that read one; holds the injected host key: a secret. */
  readonly userData: string;
}

export interface Quote {
  readonly serverType: string;
  readonly location: string;
  readonly monthlyGross: string;
  readonly currency: string;
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
}

/** All calls take a signal, obey it, and have their own deadlines. */
export interface Provider {
  readonly name: ProviderName;
  readonly abilities: Abilities;
  /**
   * Checks the credentials with one cheap call. May be repeated.
   * @throws ProviderError `provider.unauthorized`
   */
  checkCredentials(signal: AbortSignal): Promise<void>;
  /**
   * The machine of this reference (id or name). May be repeated.
   * @throws ProviderError `provider.not-found`; an API error is never read as absence
   */
  getMachine(ref: string, signal: AbortSignal): Promise<ProviderMachine>;
  /** The machine that bears this operation's label, or null when the vendor says there is none. May be repeated. */
  findByOperation(operationId: string, signal: AbortSignal): Promise<ProviderMachine | null>;
  /**
   * Places the order: reads prices, tries types and locations in order. COSTS MONEY: call only behind
   * `spend.ts`, never twice. Ends when the vendor accepted it, not when the machine runs.
   * @throws ProviderError `provider.price-too-high`, `provider.sold-out`, `provider.limit-reached`,
   *         `provider.order-unknown` (no clear answer: look it up, never send again)
   */
  placeOrder(input: OrderInput, signal: AbortSignal): Promise<OrderReceipt>;
  /** Waits until an ordered machine has been started. May be repeated. */
  awaitDelivery(ref: string, signal: AbortSignal): Promise<ProviderMachine>;
  /** Arms the rescue system for the next boot with this key; does not restart. May be repeated. */
  armRescue(
    input: { ref: string; operationId: string; authorizedKey: string },
    signal: AbortSignal,
  ): Promise<RescueAccess>;
  /** Cuts and restores power, whatever runs. May be repeated, at the price of another restart. */
  restart(ref: string, signal: AbortSignal): Promise<void>;
  /** Deletes what an operation left behind at the vendor (keys), never a machine. May be repeated. */
  removeLeftovers(operationId: string, signal: AbortSignal): Promise<void>;
}

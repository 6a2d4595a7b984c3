/**
 * What the service needs of the store and the engine, in the fewest words. Shaped so that the store's own
 * parts and the engine can be handed in as they are.
 */

import type { EventBody, InstallEvent } from '../domain/event.ts';
import type { Install, InstallState } from '../domain/install.ts';
import type { MachineOrigin, ProviderName, SshAddress } from '../domain/machine.ts';
import type { InstallRequest } from '../domain/request.ts';

export interface NewInstall {
  readonly installId: string;
  /** Holds no secret. */
  readonly request: InstallRequest;
  /** undefined: the caller gave none; then every call is a new install. */
  readonly idempotencyKey: string | undefined;
  /** SHA-256 over the whole request, hex. */
  readonly bodyHash: string;
}

export interface InstallQuery {
  /** All states when undefined. */
  readonly state: InstallState | undefined;
  /** The newest page when undefined. */
  readonly cursor: string | undefined;
  readonly limit: number;
  /** Only installs that were asked for with all of these. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
}

/** The rows of installs. */
export interface InstallRows {
  /**
   * Stores a new install with its first event, or finds the one of the same key and body. May be repeated.
   *
   * @throws RequestError `request.idempotency-key-reused`
   */
  insert(install: NewInstall): Promise<{ readonly install: Install; readonly isNew: boolean }>;
  /** Whether an install was asked for under this key. */
  isKnown(idempotencyKey: string): Promise<boolean>;
  /** @throws RequestError `request.not-found` */
  get(installId: string): Promise<Install>;
  /** @throws RequestError `request.not-found` */
  getRequest(installId: string): Promise<InstallRequest>;
  /**
   * An install with those of its documents and events that are named, in one go.
   *
   * @throws RequestError `request.not-found`
   */
  view<D>(
    installId: string,
    query: {
      readonly documents: readonly (keyof D & string)[];
      readonly events: readonly EventBody['kind'][];
    },
  ): Promise<{
    readonly install: Install;
    readonly hostname: string;
    /** The failed install that it is another try of. */
    readonly retryOf: string | null;
    readonly labels: Readonly<Record<string, string>>;
    readonly documents: Partial<D>;
    readonly events: readonly InstallEvent[];
  }>;
  /** Newest first. @throws RequestError `request.invalid` for a cursor that is none of ours */
  list(query: InstallQuery): Promise<{
    readonly items: readonly {
      readonly install: Omit<Install, 'proof'>;
      readonly hostname: string;
    }[];
    readonly nextCursor: string | null;
  }>;
  /** Changes the row and stores the event, both or neither; nothing when the install has ended or the key is known. */
  record(
    installId: string,
    change: { readonly state?: InstallState },
    body: EventBody | null,
    options?: { readonly eventKey?: string },
  ): Promise<{ readonly isNew: boolean }>;
}

/** What the phases wrote down of an install, by its kind (see names.ts); null until they did. */
export interface DocumentRows {
  find<T>(installId: string, kind: string): Promise<T | null>;
  /** Returns what is stored now. May be repeated: the first one stays. */
  putIfAbsent<T>(installId: string, kind: string, body: T): Promise<T>;
}

/** The machine as the phases wrote it down. */
export interface MachineSeen {
  readonly origin: MachineOrigin;
  readonly addresses: readonly SshAddress[];
}

/** The stored events. */
export interface EventRows {
  /** In order of their numbers; what is stored later always has a greater number. */
  listAfter(query: {
    readonly installId: string;
    readonly afterEventId: number;
    readonly limit: number;
    /** Only these are needed; a store that cannot choose may give the others too. */
    readonly kinds?: readonly EventBody['kind'][];
  }): Promise<readonly InstallEvent[]>;
}

/** The sealed part of the store. */
export interface SecretRows {
  /** May be repeated: the first one stays, and is returned. */
  putIfAbsent(owner: string, name: string, plaintext: string): Promise<string>;
  /** null: there is none. */
  find(owner: string, name: string): Promise<string | null>;
}

/** The engine, as far as a caller may move it. Both calls may be repeated. */
export interface InstallEngine {
  run(workflowName: string, installId: string): Promise<void>;
  cancel(installId: string): Promise<void>;
}

/** Which credentials there are. */
export interface Accounts {
  has(provider: ProviderName, account: string): Promise<boolean>;
}

/** Orders of the day. */
export interface OrderBook {
  /**
   * Whether one more may be ordered now; counted again, and for certain, when it is.
   *
   * @param account `PROVIDER/NAME`
   * @throws RequestError `request.order-limit`
   */
  checkLimit(account: string): Promise<void>;
}

/** All of them; what main.ts has to put together for the service. */
export interface ServicePorts {
  readonly installs: InstallRows;
  readonly documents: DocumentRows;
  readonly events: EventRows;
  readonly secrets: SecretRows;
  readonly engine: InstallEngine;
  readonly accounts: Accounts;
  readonly orders: OrderBook;
}

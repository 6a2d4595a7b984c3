/** The tables as kysely sees them. Made and changed by migrations/ only. */
import type { ColumnType, GeneratedAlways, RawBuilder } from 'kysely';
import type { AccountProvider, AccountState } from '../domain/account.ts';
import type { DeploymentState } from '../domain/deployment.ts';
import type { EventBody } from '../domain/event.ts';
import type { GiveBackState } from '../domain/give-back.ts';
import type { InstallState, Phase } from '../domain/install.ts';
import type { ProviderName } from '../domain/machine.ts';
import type { MachineMode } from '../domain/managed-machine.ts';
import type { PlanRunState } from '../domain/plan-run.ts';

/** Written as JSON text (see json.ts), read as a value. */
type JsonColumn = ColumnType<unknown, string, string>;
type NullableJsonColumn = ColumnType<unknown, string | null | undefined, string | null>;
/** The database's own clock writes it unless told otherwise. */
type InstantColumn = ColumnType<Date, never, never>;
type NullableInstantColumn = ColumnType<Date | null, Date | null | undefined, Date | null>;

export interface InstallTable {
  install_id: string;
  /** Order of creation, for paging. */
  ordinal: GeneratedAlways<string>;
  idempotency_key: string | null;
  body_hash: string | null;
  state: InstallState;
  phase: Phase | null;
  waiting: NullableJsonColumn;
  problem: NullableJsonColumn;
  proof: NullableJsonColumn;
  request: JsonColumn;
  created_at: InstantColumn;
  updated_at: ColumnType<Date, never, Date>;
  ended_at: ColumnType<Date | null, never, Date | null>;
}

export interface InstallEventTable {
  event_id: GeneratedAlways<string>;
  install_id: string;
  event_key: string | null;
  at: InstantColumn;
  body: JsonColumn;
}

export interface DocumentTable {
  install_id: string;
  kind: string;
  body: JsonColumn;
  updated_at: ColumnType<Date, never, Date>;
}

export interface SecretTable {
  /** Whom it belongs to: an install's id, `account:NAME`. */
  owner: string;
  name: string;
  sealed: string;
  created_at: InstantColumn;
}

export interface SpendTable {
  spend_key: string;
  state: 'intent' | 'placed' | 'refused' | 'unknown';
  claim: string;
  /** `PROVIDER/NAME`; null: of before it was counted. */
  account: ColumnType<string | null, string | null | undefined, never>;
  sent_at: NullableInstantColumn;
  receipt: NullableJsonColumn;
  problem: NullableJsonColumn;
  created_at: InstantColumn;
  updated_at: ColumnType<Date, never, Date>;
}

export interface TokenTable {
  token_id: string;
  name: string;
  /** SHA-256 of the token, hex. */
  hash: string;
  scopes: string[];
  created_at: InstantColumn;
  expires_at: NullableInstantColumn;
  last_used_at: NullableInstantColumn;
  created_by: ColumnType<string | null, string | null | undefined, string | null>;
  labels: NullableJsonColumn;
  calls_per_minute: ColumnType<number | null, number | null | undefined, never>;
}

export interface PlanRunTable {
  plan_id: string;
  idempotency_key: string | null;
  body_hash: string;
  state: PlanRunState;
  request: JsonColumn;
  facts: NullableJsonColumn;
  plan: NullableJsonColumn;
  files: NullableJsonColumn;
  profile: NullableJsonColumn;
  problem: NullableJsonColumn;
  created_at: InstantColumn;
  ended_at: NullableInstantColumn;
}

export interface AuditEntryTable {
  audit_id: GeneratedAlways<string>;
  at: InstantColumn;
  token_id: string | null;
  token_name: string;
  address: string;
  operation: string;
  path: string;
  status: number;
  request_id: string;
}

export interface WebhookTable {
  webhook_id: string;
  url: string;
  description: string;
  kinds: EventBody['kind'][] | null;
  state: 'active' | 'disabled';
  reason: string | null;
  /** Number of the last event that was looked at for this webhook. */
  enqueued_to: string;
  version: ColumnType<string, never, string | RawBuilder<string>>;
  last_status: ColumnType<number | null, never, number | null>;
  last_attempt_at: NullableInstantColumn;
  last_success_at: NullableInstantColumn;
  created_at: InstantColumn;
}

export interface WebhookDeliveryTable {
  ordinal: GeneratedAlways<string>;
  webhook_id: string;
  /** What keeps its order among itself: the id of an install, or of a test. */
  lane: string;
  event_id: string | null;
  attempts: ColumnType<number, never, number>;
  next_at: ColumnType<Date, never, Date>;
}

/** A run of the engine that delivers one lane. */
export interface WebhookLaneTable {
  webhook_id: string;
  lane: string;
  run_id: string;
}

/** Processes that share this database; written by the engine's take-over loop. */
export interface PeerTable {
  peer_id: string;
  seen_at: ColumnType<Date, Date, Date>;
}

export interface MachineTable {
  machine_id: string;
  ordinal: GeneratedAlways<string>;
  provider: ProviderName;
  /** Empty where there is none. */
  account: string;
  provider_ref: string;
  name: string;
  addresses: JsonColumn;
  host_key: string;
  system_path: string | null;
  labels: JsonColumn;
  is_locked: boolean;
  version: ColumnType<string, never, string | RawBuilder<string>>;
  install_id: string | null;
  access_name: string | null;
  mode: MachineMode;
  generations: JsonColumn;
  unlock: NullableJsonColumn;
  on_unreachable: NullableJsonColumn;
  unreachable_since: ColumnType<Date | null, never, Date | null>;
  watch_number: number;
  created_at: InstantColumn;
  updated_at: ColumnType<Date, never, Date>;
}

export interface MachineEventTable {
  event_id: GeneratedAlways<string>;
  machine_id: string;
  event_key: string | null;
  at: InstantColumn;
  body: JsonColumn;
}

export interface MachineFactsTable {
  facts_id: GeneratedAlways<string>;
  machine_id: string;
  /** Names the look: it is stored once. */
  facts_key: string;
  read_at: InstantColumn;
  facts: JsonColumn;
}

export interface MachineDocumentTable {
  machine_id: string;
  kind: string;
  body: JsonColumn;
}

export interface DeploymentTable {
  deployment_id: string;
  machine_id: string;
  ordinal: GeneratedAlways<string>;
  idempotency_key: string | null;
  body_hash: string | null;
  state: DeploymentState;
  request: JsonColumn;
  confirm_seconds: number;
  former_path: string | null;
  built_path: string | null;
  observed_path: string | null;
  problem: NullableJsonColumn;
  created_at: InstantColumn;
  updated_at: ColumnType<Date, never, Date>;
  ended_at: ColumnType<Date | null, never, Date | null>;
}

/** An idempotency key of a call whose thing has no column for it. */
export interface CallKeyTable {
  call_key: string;
  body_hash: string;
  thing_id: string;
  state: 'at-work' | 'made';
  claimed_at: ColumnType<Date, never, Date | RawBuilder<Date>>;
}

/** A call to a vendor that limits them. */
export interface VendorCallTable {
  call_key: string;
  at: InstantColumn;
}

/** Credentials that a vendor refused, by a name that does not tell them. */
export interface VendorCircuitTable {
  circuit_key: string;
  opened_at: Date;
}

/** How long one restart into rescue took. */
export interface RestartTimeTable {
  restart_key: string;
  ordinal: GeneratedAlways<string>;
  provider: ProviderName;
  product: string;
  method: string;
  took_ms: number;
  at: InstantColumn;
}

export interface AccountTable {
  account_id: string;
  ordinal: GeneratedAlways<string>;
  provider: AccountProvider;
  name: string;
  source: 'environment' | 'stored';
  login: string | null;
  /** Name of the sealed credentials. */
  credential: string | null;
  state: ColumnType<AccountState, AccountState | undefined, AccountState>;
  problem: NullableJsonColumn;
  check_number: ColumnType<number, number | undefined, number | RawBuilder<number>>;
  checked_at: ColumnType<Date | null, never, Date | null>;
  idempotency_key: string | null;
  created_at: InstantColumn;
}

export interface OfferListingTable {
  account_id: string;
  read_number: number;
  credential: string | null;
  offers: ColumnType<unknown, string | null, string | null | RawBuilder<unknown>>;
  read_at: ColumnType<Date | null, RawBuilder<Date> | null, RawBuilder<unknown>>;
  problem: ColumnType<unknown, string | null, string | null | RawBuilder<unknown>>;
  ended_at: ColumnType<Date, never, RawBuilder<Date>>;
}

export interface GiveBackTable {
  give_back_id: string;
  ordinal: GeneratedAlways<string>;
  machine_id: string;
  name: string;
  provider: ProviderName;
  account: string | null;
  provider_ref: string;
  is_forget_only: boolean;
  on_day: string | null;
  reason: string | null;
  state: GiveBackState;
  ends_on: ColumnType<string | null, never, string>;
  remaining: ColumnType<unknown, never, string>;
  problem: NullableJsonColumn;
  created_at: InstantColumn;
  ended_at: ColumnType<Date | null, never, RawBuilder<Date>>;
}

export interface Schema {
  give_back: GiveBackTable;
  offer_listing: OfferListingTable;
  account: AccountTable;
  machine: MachineTable;
  machine_event: MachineEventTable;
  machine_facts: MachineFactsTable;
  machine_document: MachineDocumentTable;
  deployment: DeploymentTable;
  install: InstallTable;
  install_event: InstallEventTable;
  document: DocumentTable;
  secret: SecretTable;
  spend: SpendTable;
  token: TokenTable;
  plan_run: PlanRunTable;
  audit_entry: AuditEntryTable;
  webhook: WebhookTable;
  webhook_delivery: WebhookDeliveryTable;
  webhook_lane: WebhookLaneTable;
  peer: PeerTable;
  call_key: CallKeyTable;
  vendor_call: VendorCallTable;
  vendor_circuit: VendorCircuitTable;
  restart_time: RestartTimeTable;
}

/** The ports of the service in memory; they keep the store's promises in the plainest way. */

import { type ErrorData, RequestError } from '../../src/domain/error.ts';
import type { EventBody, InstallEvent } from '../../src/domain/event.ts';
import type { Waiting } from '../../src/domain/install.ts';
import { FINAL_STATES, type Install, type Phase, type Proof } from '../../src/domain/install.ts';
import { carries } from '../../src/domain/labels.ts';
import type { InstallRequest } from '../../src/domain/request.ts';
import type { AllEventRows } from '../../src/http/routes/all-events.ts';
import type { NewInstall, ServicePorts } from '../../src/service/ports.ts';
import type { RetryPorts } from '../../src/service/retry-install.ts';
import type { ViewQuery } from '../../src/store/install-views.ts';
import type { SpendEntry } from '../../src/workflow/spend.ts';
import { createMemoryPlans, type MemoryPlans } from './memory-plans.ts';

interface Change {
  readonly state?: Install['state'];
  readonly phase?: Phase | null;
  readonly waiting?: Waiting | null;
  readonly problem?: ErrorData | null;
  readonly proof?: Proof | null;
}

interface Row {
  install: Install;
  readonly created: NewInstall;
  readonly eventKeys: Set<string>;
}

export interface MemoryPorts extends ServicePorts, Pick<RetryPorts, 'ledger'> {
  readonly secrets: ServicePorts['secrets'] & {
    find(owner: string, name: string): Promise<string | null>;
  };
  readonly plans: MemoryPlans;
  /** The same events, over all installs. */
  readonly allEvents: AllEventRows;
  /** `run install ID` and `cancel ID`, in order. */
  readonly engineCalls: string[];
  readonly storedSecrets: Map<string, string>;
  /** What the ledger knows, by `order:ID`. */
  readonly spends: Map<string, SpendEntry>;
  readonly storedRequests: () => readonly InstallRequest[];
  readonly putDocument: (installId: string, kind: string, body: unknown) => void;
  /** What a phase does: changes the row and appends an event. */
  readonly tell: (installId: string, change: Change, body: EventBody) => InstallEvent | null;
  /** How many may be ordered today. */
  ordersLeft: number;
  /** Called after each stored event. */
  onEvent: (installId: string) => void;
}

const AT = '2026-11-22T12:00:00.000Z';

/** Empty ports with the account `main` at hcloud. */
export function createMemoryPorts(): MemoryPorts {
  const rows = new Map<string, Row>();
  const events: InstallEvent[] = [];
  const documents = new Map<string, unknown>();
  const storedSecrets = new Map<string, string>();
  const engineCalls: string[] = [];
  const spends = new Map<string, SpendEntry>();

  function rowOf(installId: string): Row {
    const row = rows.get(installId);
    if (row !== undefined) return row;
    throw new RequestError('request.not-found', `There is no install ${installId}.`);
  }

  const hostnameOf = (installId: string) => rowOf(installId).created.request.system.hostname;

  function tell(installId: string, change: Change, body: EventBody, key?: string) {
    const row = rowOf(installId);
    if (FINAL_STATES.has(row.install.state)) return null;
    if (key !== undefined && row.eventKeys.has(key)) return null;
    if (key !== undefined) row.eventKeys.add(key);
    const endedAt = FINAL_STATES.has(change.state ?? row.install.state) ? AT : null;
    row.install = { ...row.install, ...change, endedAt };
    const event = { eventId: events.length + 1, installId, at: AT, body };
    events.push(event);
    ports.onEvent(installId);
    return event;
  }

  function insert(created: NewInstall) {
    const { idempotencyKey, bodyHash, installId } = created;
    const earlier = [...rows.values()].find(
      (row) => idempotencyKey !== undefined && row.created.idempotencyKey === idempotencyKey,
    );
    if (earlier !== undefined && earlier.created.bodyHash !== bodyHash) {
      throw new RequestError('request.idempotency-key-reused', 'Another body under this key.');
    }
    if (earlier !== undefined) return { install: earlier.install, isNew: false };
    const install: Install = { ...FRESH, installId };
    rows.set(installId, { install, created, eventKeys: new Set() });
    tell(installId, {}, { kind: 'created' });
    return { install, isNew: true };
  }

  const ports: MemoryPorts = {
    engineCalls,
    storedSecrets,
    spends,
    storedRequests: () => [...rows.values()].map(({ created }) => created.request),
    putDocument: (installId, kind, body) => documents.set(`${installId}/${kind}`, body),
    tell,
    onEvent: () => {},
    installs: {
      insert: async (created) => insert(created),
      isKnown: async (key) =>
        [...rows.values()].some(({ created }) => created.idempotencyKey === key),
      get: async (installId) => rowOf(installId).install,
      getRequest: async (installId) => rowOf(installId).created.request,
      async view<D>(installId: string, query: ViewQuery<D>) {
        const kept = query.documents.map((kind) => [kind, documents.get(`${installId}/${kind}`)]);
        return {
          install: rowOf(installId).install,
          hostname: hostnameOf(installId),
          retryOf: rowOf(installId).created.request.retryOf ?? null,
          labels: rowOf(installId).created.request.labels ?? {},
          documents: Object.fromEntries(kept.filter(([, body]) => body !== undefined)),
          events: events.filter(
            (one) => one.installId === installId && query.events.includes(one.body.kind),
          ),
        };
      },
      async list({ state, cursor, limit, labels = {} }) {
        const all = [...rows.values()]
          .filter(({ created }) => carries(created.request.labels ?? {}, labels))
          .map(({ install }) => install)
          .reverse();
        const wanted = all.filter((one) => state === undefined || one.state === state);
        const from = Number(cursor ?? 0);
        const isLast = from + limit >= wanted.length;
        const items = wanted.slice(from, from + limit);
        return {
          items: items.map((install) => ({ install, hostname: hostnameOf(install.installId) })),
          nextCursor: isLast ? null : String(from + limit),
        };
      },
      record: async (installId, change, body, options) => {
        const event = body === null ? null : tell(installId, change, body, options?.eventKey);
        return { isNew: event !== null };
      },
    },
    documents: {
      async find<T>(installId: string, kind: string) {
        const found: unknown = documents.get(`${installId}/${kind}`) ?? null;
        return found as T | null;
      },
      async putIfAbsent<T>(installId: string, kind: string, body: T) {
        const key = `${installId}/${kind}`;
        if (!documents.has(key)) documents.set(key, body);
        const stored: unknown = documents.get(key);
        return stored as T;
      },
    },
    events: {
      async listAfter({ installId, afterEventId, limit }) {
        return events
          .filter((one) => one.installId === installId && one.eventId > afterEventId)
          .slice(0, limit);
      },
    },
    secrets: {
      async putIfAbsent(owner, name, plaintext) {
        const key = `${owner}/${name}`;
        const kept = storedSecrets.get(key) ?? plaintext;
        storedSecrets.set(key, kept);
        return kept;
      },
      find: async (owner, name) => storedSecrets.get(`${owner}/${name}`) ?? null,
    },
    engine: {
      run: async (name, installId) => void engineCalls.push(`run ${name} ${installId}`),
      cancel: async (installId) => void engineCalls.push(`cancel ${installId}`),
    },
    plans: createMemoryPlans(),
    allEvents: {
      async listAfter({ afterEventId, limit, kinds }) {
        return events
          .filter(({ eventId }) => eventId > afterEventId)
          .filter(({ body }) => kinds === undefined || kinds.includes(body.kind))
          .slice(0, limit);
      },
      latestId: async () => events.length,
    },
    accounts: { has: async (provider, account) => provider !== 'ssh' && account === 'main' },
    orders: {
      async checkLimit() {
        if (ports.ordersLeft <= 0)
          throw new RequestError('request.order-limit', 'Enough today.', { retryAfterSeconds: 7 });
      },
    },
    ordersLeft: 1_000,
    ledger: { find: async (key) => spends.get(key) ?? null },
  };
  return ports;
}

const FRESH: Omit<Install, 'installId'> = {
  state: 'queued',
  phase: null,
  waiting: null,
  problem: null,
  proof: null,
  createdAt: AT,
  updatedAt: AT,
  endedAt: null,
};

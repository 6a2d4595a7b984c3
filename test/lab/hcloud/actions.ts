/** The vendor's actions: work that runs in time, is polled, and locks what it works on. */

import type { LabClock } from '../stand-in/clock.ts';
import type { ActionFault } from '../stand-in/faults.ts';

/** What an action works on. */
export interface ActionResource {
  readonly id: number;
  readonly type:
    | 'server'
    | 'image'
    | 'network'
    | 'firewall'
    | 'placement_group'
    | 'volume'
    | 'primary_ip';
}

/** An action to be started. */
export interface ActionStart {
  readonly command: string;
  readonly resources: readonly ActionResource[];
  /** Done when the action ends; a rejection becomes the action's error. */
  readonly effect: () => void | Promise<void>;
  readonly faults: readonly ActionFault[];
  /** Begins when this action has succeeded; at once when absent. */
  readonly after?: number;
}

/** An action as the vendor sends it. */
export interface WireAction {
  readonly id: number;
  readonly command: string;
  readonly status: 'running' | 'success' | 'error';
  readonly started: string;
  readonly finished: string | null;
  readonly progress: number;
  readonly resources: readonly ActionResource[];
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** All actions of a project, also ended ones. */
export interface ActionLedger {
  /** Starts an action; shows as running until its time has passed and its effect is done. */
  start(start: ActionStart): WireAction;
  find(id: number): WireAction | null;
  /** Actions of a resource, oldest first. */
  ofResource(resource: ActionResource): readonly WireAction[];
  all(): readonly WireAction[];
  isBusy(resource: ActionResource): boolean;
}

interface ActionRecord {
  readonly id: number;
  readonly start: ActionStart;
  readonly startedAt: number;
  finishedAt: number | null;
  error: { code: string; message: string } | null;
  readonly followers: (() => void)[];
}

/** A ledger whose actions take `actionMs` each, by this clock. */
export function createActionLedger(actionMs: number, clock: LabClock): ActionLedger {
  const records = new Map<number, ActionRecord>();
  const byResource = new Map<string, ActionRecord[]>();

  async function finish(record: ActionRecord): Promise<void> {
    record.error = errorFault(record.start.faults);
    if (record.error === null) record.error = await outcome(record.start.effect);
    record.finishedAt = clock.now();
    for (const follow of record.followers) follow();
  }

  function begin(record: ActionRecord, leader: ActionRecord | undefined): void {
    if (leader?.error) {
      record.error = { code: 'action_failed', message: `${leader.start.command} failed` };
      record.finishedAt = clock.now();
    } else if (!record.start.faults.some((fault) => fault.kind === 'stuck-action')) {
      clock.schedule(actionMs, () => finish(record));
    }
  }

  function toWire(record: ActionRecord): WireAction {
    const elapsed = (clock.now() - record.startedAt) / Math.max(1, actionMs);
    const isRunning = record.finishedAt === null;
    const ended = record.error === null ? 'success' : 'error';
    return {
      id: record.id,
      command: record.start.command,
      status: isRunning ? 'running' : ended,
      started: new Date(record.startedAt).toISOString(),
      finished: record.finishedAt === null ? null : new Date(record.finishedAt).toISOString(),
      progress: isRunning ? Math.min(99, Math.floor(elapsed * 100)) : 100,
      resources: record.start.resources,
      error: record.error,
    };
  }

  function ofResource(resource: ActionResource): ActionRecord[] {
    return byResource.get(`${resource.type} ${resource.id}`) ?? [];
  }

  return {
    start(start) {
      const record: ActionRecord = {
        id: 700_001 + records.size,
        start,
        startedAt: clock.now(),
        finishedAt: null,
        error: null,
        followers: [],
      };
      records.set(record.id, record);
      for (const resource of start.resources) {
        byResource.set(`${resource.type} ${resource.id}`, [...ofResource(resource), record]);
      }
      const leader = start.after === undefined ? undefined : records.get(start.after);
      if (leader && leader.finishedAt === null) {
        leader.followers.push(() => begin(record, leader));
      } else begin(record, leader);
      return toWire(record);
    },
    find(id) {
      const record = records.get(id);
      return record ? toWire(record) : null;
    },
    ofResource: (resource) => ofResource(resource).map(toWire),
    all: () => [...records.values()].map(toWire),
    isBusy: (resource) => ofResource(resource).some((record) => record.finishedAt === null),
  };
}

function errorFault(faults: readonly ActionFault[]): { code: string; message: string } | null {
  const fault = faults.find(({ kind }) => kind === 'action-error');
  return fault?.kind === 'action-error' ? { code: fault.code, message: fault.message } : null;
}

async function outcome(
  effect: () => void | Promise<void>,
): Promise<{ code: string; message: string } | null> {
  try {
    await effect();
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { code: 'action_failed', message };
  }
}

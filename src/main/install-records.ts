/** The record of an install as the phases tell it, kept in the store: row and event in one transaction. */

import { BugError } from '../domain/error.ts';
import type { EventBody } from '../domain/event.ts';
import type { Facts } from '../domain/facts.ts';
import type { FlakeFile, Plan } from '../domain/plan.ts';
import type { InstallRecords, KnownMachine } from '../install/records.ts';
import { DOCUMENTS, evidenceDocument, type PermitPaper } from '../service/names.ts';
import type { Documents } from '../store/documents.ts';
import type { Events } from '../store/events.ts';
import type { InstallChange, Installs } from '../store/installs.ts';
import type { MachineRegistry } from './machine-registry.ts';

export interface RecordStore {
  readonly installs: Pick<Installs, 'getRequest' | 'record'>;
  readonly events: Pick<Events, 'append'>;
  readonly documents: Documents;
}

const LEFT_ITS_SYSTEM = 'left-its-system';
const DISKS_TOUCHED = 'disks-touched';

/** Makes the record; every call may be repeated, since each fact has a key of its own. */
export function createInstallRecords(
  store: RecordStore,
  registry?: MachineRegistry,
  attempt = 1,
): InstallRecords {
  const { installs, events, documents } = store;
  const again = attempt === 1 ? '' : `.try-${attempt}`;
  const tell = async (
    id: string,
    eventKey: string,
    body: EventBody,
    change: InstallChange = {},
  ) => {
    await installs.record(id, change, body, { eventKey: `${eventKey}${again}` });
  };
  return {
    request: (id) => installs.getRequest(id),
    async phaseStarted(id, phase) {
      const startedAt = await documents.putIfAbsent(
        id,
        `phase.${phase}.started${again}`,
        new Date().toISOString(),
      );
      const change = { state: 'running', phase, waiting: null } as const;
      // Each try: what stood on the disks before the first one is gone for the second.
      if (phase === 'disko') await documents.put(id, DISKS_TOUCHED, startedAt);
      await tell(id, `phase.${phase}.started`, { kind: 'phase-started', phase }, change);
      return startedAt;
    },
    async phaseEnded(id, { phase, totalMs, machineMs }) {
      const body = { kind: 'phase-ended', phase, totalMs, machineMs } as const;
      await tell(id, `phase.${phase}.ended`, body, { waiting: null });
    },
    async waiting(id, key, waiting) {
      await tell(id, `waiting.${key}`, { kind: 'waiting', ...waiting }, { waiting });
    },
    async stillWaiting(id, waiting) {
      await installs.record(id, { waiting }, null);
    },
    note: (id, key, text, fields = {}) => tell(id, `note.${key}`, { kind: 'note', text, fields }),
    async retrying(id, step, attempt, problem) {
      await events.append(id, [{ body: { kind: 'retrying', step, attempt, problem } }]);
    },
    async output(id, job, bootId, lines) {
      const keyed = lines.map(({ sequence, text }) => ({
        body: { kind: 'output', job, sequence, text } as const,
        eventKey: `output.${job}.${bootId}.${sequence}`,
      }));
      await events.append(id, keyed);
    },
    async leavesItsSystem(id) {
      await documents.putIfAbsent(id, LEFT_ITS_SYSTEM, new Date().toISOString());
    },
    async canGoBack(id) {
      if ((await documents.find<string>(id, LEFT_ITS_SYSTEM)) === null) return false;
      return (await documents.find<string>(id, DISKS_TOUCHED)) === null;
    },
    machineKnown: (id, machine) => documents.put(id, DOCUMENTS.machine, machine),
    loadMachine: (id) => load<KnownMachine>(documents, id, DOCUMENTS.machine),
    async orderPlaced(id, order) {
      await documents.putIfAbsent(id, DOCUMENTS.order, order);
    },
    async firstContact(id, trust) {
      await documents.putIfAbsent(id, 'first-contact', trust);
    },
    saveFacts: (id, stage, facts) => documents.put(id, `facts.${stage}`, facts),
    loadFacts: (id, stage) => load<Facts>(documents, id, `facts.${stage}`),
    savePlan: (id, plan) => documents.put(id, DOCUMENTS.plan, plan),
    loadPlan: (id) => load<Plan>(documents, id, DOCUMENTS.plan),
    async awaitsPermit(id, waiting) {
      const change = { state: 'waiting-for-permit', waiting } as const;
      await tell(id, 'waiting.permit.leave', { kind: 'waiting', ...waiting }, change);
    },
    findPermit: (id) => documents.find<PermitPaper>(id, DOCUMENTS.permit),
    async permitted(id, planDigest) {
      const text = `Leave was given to wipe the disks of the plan ${planDigest}.`;
      const body = { kind: 'note', text, fields: { planDigest } } as const;
      await tell(id, 'note.permit.given', body, { state: 'running', waiting: null });
    },
    saveFlake: (id, files) => documents.put(id, DOCUMENTS.flake, files),
    loadFlake: (id) => load<readonly FlakeFile[]>(documents, id, DOCUMENTS.flake),
    findMachine: (id) => documents.find<KnownMachine>(id, DOCUMENTS.machine),
    saveEvidence: (id, evidence) => documents.put(id, evidenceDocument(attempt), evidence),
    async ready(id, proof) {
      // Before it is told: whoever reads "ready" finds the machine.
      await registry?.installed(id, proof);
      const change = { state: 'ready', waiting: null, proof } as const;
      await tell(id, 'end.ready', { kind: 'ready', proof }, change);
    },
    async failed(id, problem) {
      const change = { state: 'failed', waiting: null, problem } as const;
      await tell(id, 'end.failed', { kind: 'failed', problem }, change);
    },
    async cancelled(id) {
      await tell(id, 'end.cancelled', { kind: 'cancelled' }, { state: 'cancelled', waiting: null });
    },
    forAttempt: (number) => createInstallRecords(store, registry, number),
  };
}

async function load<T>(documents: Documents, installId: string, kind: string): Promise<T> {
  const found = await documents.find<T>(installId, kind);
  if (found !== null) return found;
  throw new BugError('bug.unexpected', `Install ${installId} has no document "${kind}" yet.`);
}

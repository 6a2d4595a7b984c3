/** Machines: list, adopt, read, change; their events, facts and flakes. */

import { gzipSync } from 'node:zlib';
import { RequestError } from '../../domain/error.ts';
import { both } from '../../domain/labels.ts';
import { type ManagedMachine, PAPERS } from '../../domain/managed-machine.ts';
import type { FlakeFile } from '../../domain/plan.ts';
import { packTar } from '../../domain/tar.ts';
import { adoptMachine, readFactsAgain } from '../../service/machines/adopt-machine.ts';
import { changeMachine } from '../../service/machines/change-machine.ts';
import { compareFacts } from '../../service/machines/compare-facts.ts';
import type { MachinePorts } from '../../service/machines/ports.ts';
import type { Once } from '../../service/once.ts';
import type { Handlers } from '../handler.ts';
import { toLabels } from '../labels.ts';
import { onceFor } from '../once.ts';
import { toEtag, toVersion } from '../version.ts';
import { toAdoption, toChange } from './machine-request.ts';
import { machinePath, toMachine, toMachineEvent } from './machine-view.ts';

const PAGE_SIZE = 20;
const EVENT_PAGE_SIZE = 200;
const READINGS = 10;

type MachineOperation =
  | 'listMachines'
  | 'adoptMachine'
  | 'getMachine'
  | 'changeMachine'
  | 'readMachineEvents'
  | 'listFacts'
  | 'readFacts'
  | 'getMachineFlake';

/** The handlers of everything about machines that changes nothing on them. */
export function createMachineHandlers(
  ports: MachinePorts,
  once: Once,
): Pick<Handlers, MachineOperation> {
  const { machines, papers } = ports;
  return {
    async listMachines({ query, caller }) {
      const { limit = PAGE_SIZE, cursor } = query;
      const labels = both(toLabels(query.label) ?? {}, caller?.labels ?? {});
      if (labels === null) {
        return { kind: 'json', status: 200, body: { items: [], nextCursor: null } };
      }
      const page = await machines.list({ limit, cursor, labels });
      const items = page.items.map(toMachine);
      return { kind: 'json', status: 200, body: { items, nextCursor: page.nextCursor } };
    },
    async adoptMachine(call) {
      const { value: machine, isNew } = await onceFor(once, 'adoptMachine', call, {
        make: (machineId) => adoptMachine(ports, machineId, toAdoption(call.body)),
        present: (machineId) => machines.get(machineId),
      });
      const headers = { location: machinePath(machine.machineId) };
      return { kind: 'json', status: isNew ? 202 : 200, headers, body: toMachine(machine) };
    },
    async getMachine({ params }) {
      const machine = await machines.get(params.machineId);
      return { kind: 'json', status: 200, headers: toEtag(machine), body: toMachine(machine) };
    },
    async changeMachine({ params, headers, body }) {
      const version = toVersion(headers['if-match']);
      const machine = await changeMachine(ports, params.machineId, toChange(body), version);
      return { kind: 'json', status: 200, headers: toEtag(machine), body: toMachine(machine) };
    },
    async readMachineEvents({ params: { machineId }, query }) {
      await machines.get(machineId);
      const { after: afterEventId = 0, limit = EVENT_PAGE_SIZE } = query;
      const events = await machines.listEvents({ machineId, afterEventId, limit });
      const lastEventId = events.at(-1)?.eventId ?? afterEventId;
      return {
        kind: 'json',
        status: 200,
        body: { items: events.map(toMachineEvent), lastEventId },
      };
    },
    async listFacts({ params: { machineId }, query }) {
      await machines.get(machineId);
      const limit = query.limit ?? READINGS;
      // One more than is shown: the last one shown is compared with it.
      const readings = await papers.listFacts(machineId, limit + 1);
      const items = readings.slice(0, limit).map(({ readAt, facts }, index) => {
        const older = readings[index + 1]?.facts;
        const differences = older === undefined ? [] : compareFacts(older, facts);
        return { readAt, differences, facts: { ...facts } };
      });
      return { kind: 'json', status: 200, body: { machineId, items } };
    },
    async readFacts(call) {
      const { machineId } = call.params;
      const { value } = await onceFor(once, 'readFacts', call, {
        make: (readingId) => readFactsAgain(ports, machineId, readingId),
        present: () => machines.get(machineId),
      });
      return { kind: 'json', status: 202, body: toMachine(value) };
    },
    async getMachineFlake({ params: { machineId }, accepts }) {
      const files = await flakeOf(ports, await machines.get(machineId));
      if (!accepts.includes('application/gzip')) {
        const body = { machineId, files: files.map(({ path, text }) => ({ path, text })) };
        return { kind: 'json', status: 200, body };
      }
      const headers = {
        'content-type': 'application/gzip',
        'content-disposition': `attachment; filename="flake-${machineId}.tar.gz"`,
      };
      return {
        kind: 'bytes',
        headers,
        bytes: gzipSync(packTar(files.map(({ path, text }) => ({ path, content: text })))),
      };
    },
  };
}

async function flakeOf(
  { papers }: MachinePorts,
  { machineId, name }: ManagedMachine,
): Promise<readonly FlakeFile[]> {
  const files = await papers.find<readonly FlakeFile[]>(machineId, PAPERS.flake);
  if (files !== null) return files;
  throw new RequestError(
    'request.not-found',
    `Machine ${name} was adopted; this service did not make its flake.`,
    { machineId },
  );
}

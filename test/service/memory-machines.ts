/** The ports of machines in memory; they keep the store's promises in the plainest way. */

import type { Deployment } from '../../src/domain/deployment.ts';
import { RequestError } from '../../src/domain/error.ts';
import type { Facts } from '../../src/domain/facts.ts';
import type {
  MachineEvent,
  MachineNews,
  ManagedMachine,
} from '../../src/domain/managed-machine.ts';
import type { MachinePorts } from '../../src/service/machines/ports.ts';
import type { MemoryPorts } from './memory-ports.ts';

export interface MemoryMachines extends MachinePorts {
  /** `WORKFLOW ID RUN`, in order. */
  readonly runs: string[];
  readonly storedSecrets: Map<string, string>;
  /** Puts a machine there as if it had been installed. */
  readonly add: (machine?: Partial<ManagedMachine>) => ManagedMachine;
  readonly addFacts: (machineId: string, facts: Facts) => void;
  readonly set: (deployment: Deployment) => void;
}

const AT = '2026-11-22T12:00:00.000Z';

export const MACHINE: ManagedMachine = {
  machineId: 'm-1',
  origin: { provider: 'hcloud', account: 'main', providerRef: '4711' },
  name: 'web-1',
  addresses: [{ host: '192.0.2.7', port: 22 }],
  hostKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f',
  systemPath: '/nix/store/00000000000000000000000000000000-nixos-system-web-1',
  labels: {},
  isLocked: false,
  version: 1,
  installId: 'i-1',
  accessName: 'access.i-1',
  mode: 'installed',
  unlock: null,
  generations: [],
  onUnreachable: null,
  unreachableSince: null,
  watchNumber: 0,
  createdAt: AT,
  updatedAt: AT,
};

/** Empty ports over those of installs. */
export function createMemoryMachines(installs: MemoryPorts): MemoryMachines {
  const rows = new Map<string, ManagedMachine>();
  const events: MachineEvent[] = [];
  const papers = new Map<string, unknown>();
  const readings: { machineId: string; readAt: string; facts: Facts }[] = [];
  const deployments = new Map<string, Deployment & { key: string | null; hash: string }>();
  const storedSecrets = new Map<string, string>();
  const runs: string[] = [];

  function get(machineId: string): ManagedMachine {
    const row = rows.get(machineId);
    if (row !== undefined) return row;
    throw new RequestError('request.not-found', `There is no machine ${machineId}.`);
  }
  function tell(machineId: string, news: MachineNews): void {
    events.push({ eventId: events.length + 1, machineId, at: AT, ...news });
  }
  const sameOrigin = (row: ManagedMachine, { origin }: Pick<ManagedMachine, 'origin'>) =>
    JSON.stringify(row.origin) === JSON.stringify(origin);

  return {
    runs,
    storedSecrets,
    installs,
    add(machine = {}) {
      const row = { ...MACHINE, ...machine };
      rows.set(row.machineId, row);
      return row;
    },
    addFacts: (machineId, facts) => void readings.unshift({ machineId, readAt: AT, facts }),
    set: (deployment) =>
      void deployments.set(deployment.deploymentId, { ...deployment, key: null, hash: '' }),
    machines: {
      get: async (machineId) => get(machineId),
      findByOrigin: async (origin) =>
        [...rows.values()].find((row) => sameOrigin(row, { origin })) ?? null,
      async list({ limit, labels = {} }) {
        const fits = (row: ManagedMachine) =>
          Object.entries(labels).every(([name, value]) => row.labels[name] === value);
        return { items: [...rows.values()].filter(fits).slice(0, limit), nextCursor: null };
      },
      async change(machineId, change, news, { ifVersion } = {}) {
        const row = get(machineId);
        if (ifVersion !== undefined && ifVersion !== row.version) {
          throw new RequestError('request.version-changed', 'Another version.');
        }
        const version = news === null ? row.version : row.version + 1;
        rows.set(machineId, { ...row, ...change, version });
        if (news !== null) tell(machineId, news);
        return get(machineId);
      },
      async seen(machine, news) {
        rows.set(machine.machineId, { ...MACHINE, ...machine });
        tell(machine.machineId, news);
        return get(machine.machineId);
      },
      listEvents: async ({ machineId, afterEventId, limit }) =>
        events
          .filter((event) => event.machineId === machineId && event.eventId > afterEventId)
          .slice(0, limit),
    },
    papers: {
      async find<T>(machineId: string, kind: string) {
        const found: unknown = papers.get(`${machineId}/${kind}`) ?? null;
        return found as T | null;
      },
      put: async (machineId, kind, body) => void papers.set(`${machineId}/${kind}`, body),
      listFacts: async (machineId, limit) =>
        readings.filter((reading) => reading.machineId === machineId).slice(0, limit),
    },
    deployments: {
      async insert({ idempotencyKey: key, bodyHash: hash, ...wanted }) {
        const earlier = [...deployments.values()].find((one) => key !== null && one.key === key);
        if (earlier !== undefined && earlier.hash !== hash) {
          throw new RequestError('request.idempotency-key-reused', 'Another body.');
        }
        if (earlier !== undefined) return { deployment: earlier, isNew: false };
        const deployment = { ...FRESH, ...wanted, key, hash };
        deployments.set(wanted.deploymentId, deployment);
        return { deployment, isNew: true };
      },
      async get(deploymentId) {
        const found = deployments.get(deploymentId);
        if (found !== undefined) return found;
        throw new RequestError('request.not-found', `There is no deployment ${deploymentId}.`);
      },
      list: async (machineId) =>
        [...deployments.values()].filter((one) => one.machineId === machineId),
      findAtWork: async (machineId) =>
        [...deployments.values()].find(
          (one) => one.machineId === machineId && one.endedAt === null,
        ) ?? null,
    },
    secrets: {
      async putIfAbsent(owner, name, plaintext) {
        const key = `${owner}/${name}`;
        storedSecrets.set(key, storedSecrets.get(key) ?? plaintext);
      },
      find: async (owner, name) => storedSecrets.get(`${owner}/${name}`) ?? null,
    },
    engine: { run: async (...run) => void runs.push(run.join(' ')) },
  };
}

const FRESH = {
  state: 'queued',
  formerPath: null,
  builtPath: null,
  observedPath: null,
  problem: null,
  createdAt: AT,
  updatedAt: AT,
  endedAt: null,
} as const;

/** An installed machine and its records in memory: it understands the few things that are said to it. */

import type { Provider } from '../../providers/provider.ts';
import type { Deployment } from '../../src/domain/deployment.ts';
import { MachineError } from '../../src/domain/error.ts';
import type { MachineEvent, ManagedMachine } from '../../src/domain/managed-machine.ts';
import { PAPERS } from '../../src/domain/managed-machine.ts';
import { generateFlake } from '../../src/generate/flake.ts';
import type { MachineDependencies } from '../../src/machine/context.ts';
import { confirmCommand, lookCommand } from '../../src/machine/dead-man.ts';
import { LOOK } from '../../src/machine/look.ts';
import type { Shell, Shells } from '../../src/ssh/shell.ts';
import { MACHINE } from '../service/memory-machines.ts';
import { createManualClock } from '../support/clock.ts';
import { exampleFacts, examplePlan } from '../support/example-plan.ts';

export const FORMER = `/nix/store/${'a'.repeat(32)}-nixos-system-web-1`;
export const BUILT = `/nix/store/${'b'.repeat(32)}-nixos-system-web-1`;

const QUEUED: Deployment = {
  deploymentId: 'd',
  machineId: MACHINE.machineId,
  state: 'queued',
  request: { kind: 'modules', modules: ['{ a = 1; }'] },
  confirmSeconds: 30,
  formerPath: null,
  builtPath: null,
  observedPath: null,
  problem: null,
  createdAt: '',
  updatedAt: '',
  endedAt: null,
};

/** How the machine behaves. */
export interface Conduct {
  /** Answers on no new connection while the new system runs. */
  cutsNetwork?: boolean;
  /** Of the job that builds. */
  buildStatus?: number;
  request?: Deployment['request'];
}

export interface MachineUnderTest {
  readonly deps: MachineDependencies;
  readonly clock: ReturnType<typeof createManualClock>;
  readonly events: readonly MachineEvent[];
  readonly jobs: readonly string[];
  readonly deployment: () => Deployment;
  readonly machine: () => ManagedMachine;
  change(change: Partial<ManagedMachine>): void;
  /** Set by a test: whether anything answers at all. */
  answers: boolean;
  /** Set by a test: whether its HTTP check passes. */
  serves: boolean;
  /** Set by a test that has one. */
  provider: Provider | null;
  readonly reinstalls: string[];
}

/** Makes it, running FORMER. */
export function createMachineUnderTest(conduct: Conduct = {}): MachineUnderTest {
  const clock = createManualClock();
  const plan = examplePlan('cloud-single');
  const facts = exampleFacts('cloud-single');
  const papers = new Map<string, unknown>([
    [PAPERS.plan, plan],
    [PAPERS.plannedFacts, facts],
    [PAPERS.flake, [...generateFlake(plan, facts), { path: 'flake.lock', text: 'lock' }]],
  ]);
  let machine: ManagedMachine = { ...MACHINE, systemPath: FORMER };
  let deployment: Deployment = { ...QUEUED, request: conduct.request ?? QUEUED.request };
  const events: MachineEvent[] = [];
  const keys = new Set<string>();
  const jobs: string[] = [];
  const host = { running: FORMER, decided: '', until: 0, isActivated: false };

  /** The machine's own timer. */
  function timer(): void {
    if (!host.isActivated || host.decided !== '' || clock.now() < host.until) return;
    host.decided = 'not-confirmed';
    host.running = FORMER;
  }
  function isCut(): boolean {
    timer();
    return !world.answers || (conduct.cutsNetwork === true && host.running === BUILT);
  }
  function answer(text: string): string {
    timer();
    if (text.includes('== $1')) return 'a report';
    if (text === LOOK.text)
      return `boot x\nsystem ${host.running}\nprofile system-1-link\ngeneration system-1-link ${FORMER}\n`;
    if (text === lookCommand('d').text)
      return host.decided || (host.isActivated ? 'activated' : 'activating');
    if (text === confirmCommand('d').text) {
      host.decided ||= 'confirmed';
      return host.decided;
    }
    return '';
  }
  const shell: Shell = {
    address: { host: '192.0.2.7', port: 22 },
    hostKey: { publicKey: MACHINE.hostKey, trust: 'given' },
    isOpen: true,
    async run(command) {
      if (isCut()) throw new MachineError('machine.connection-lost', 'gone');
      return { stdout: answer(command.text), stderr: '', exitCode: 0, durationMs: 1 };
    },
    async put() {},
    async startJob({ name }) {
      if (jobs.includes(name)) return;
      jobs.push(name);
      if (name !== 'deploy-activate-d') return;
      Object.assign(host, { running: BUILT, isActivated: true, until: clock.now() + 30_000 });
    },
    async followJob(name) {
      const exitCode = name === 'deploy-build-d' ? (conduct.buildStatus ?? 0) : 0;
      return { exitCode, durationMs: 1, tail: name === 'deploy-build-d' ? [BUILT] : [] };
    },
    close() {},
  };
  const shells: Shells = {
    async open() {
      if (isCut()) throw new MachineError('machine.unreachable', 'no answer');
      return shell;
    },
    waitForBoot: async () => ({ shell, bootId: 'x', lateByMs: 0 }),
    answerPrompts: async () => ({ answered: [], repeated: null }),
    closeAll() {},
  };
  const reinstalls: string[] = [];
  const deps: MachineDependencies = {
    provider: () => {
      if (world.provider !== null) return world.provider;
      throw new MachineError('machine.unreachable', 'no provider in this test');
    },
    shells,
    newShells: () => shells,
    clock,
    accessKey: async () => 'key',
    machines: {
      get: async () => machine,
      async change(machineId, change, news, { eventKey } = {}) {
        if (eventKey !== undefined && keys.has(eventKey)) return machine;
        if (eventKey !== undefined) keys.add(eventKey);
        machine = { ...machine, ...change };
        const at = new Date(clock.now()).toISOString();
        if (news !== null) events.push({ eventId: events.length + 1, machineId, at, ...news });
        return machine;
      },
      listEvents: async ({ kinds }) =>
        events.filter(({ kind }) => kinds === undefined || kinds.includes(kind)),
    },
    deployments: {
      get: async () => deployment,
      findAtWork: async () => null,
      async change(_, change) {
        deployment = { ...deployment, ...change };
      },
    },
    papers: {
      async addFacts() {},
      put: async (_, kind, body) => void papers.set(kind, body),
      async find<T>(_: string, kind: string) {
        const found: unknown = papers.get(kind) ?? null;
        return found as T | null;
      },
    },
    whyNotServing: async () => (world.serves ? null : 'GET / is answered with status 503'),
    reinstalls: {
      async start(_, key) {
        if (!reinstalls.includes(key)) reinstalls.push(key);
        return 'install';
      },
      ended: async () => 'ready',
      isAtWork: async () => false,
    },
  };
  const world: MachineUnderTest = {
    deps,
    clock,
    events,
    jobs,
    deployment: () => deployment,
    machine: () => machine,
    change: (change) => {
      machine = { ...machine, ...change };
    },
    answers: true,
    serves: true,
    provider: null,
    reinstalls,
  };
  return world;
}

/** Lets time pass until the work has ended. */
export async function passTime<T>(world: MachineUnderTest, work: Promise<T>): Promise<T> {
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  work.then(over, over);
  for (let seconds = 0; !isOver && seconds < 20_000; seconds += 1) await world.clock.advance(1_000);
  return work;
}

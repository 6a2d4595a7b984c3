import { describe, expect, it } from '@jest/globals';
import type { Provider, RestartMethod } from '../../providers/provider.ts';
import { MachineError } from '../../src/domain/error.ts';
import type { HostKey } from '../../src/domain/machine.ts';
import type { InstallRun } from '../../src/install/context.ts';
import { reachDelivered, reachMetal } from '../../src/install/reach-metal.ts';
import type { InstallRecords } from '../../src/install/records.ts';
import type { RestartKind, RestartTimes } from '../../src/install/restart-wait.ts';
import { fingerprintMd5, generateKeyPair } from '../../src/ssh/keys.ts';
import type { Shell, Shells } from '../../src/ssh/shell.ts';
import type { Clock } from '../../src/workflow/clock.ts';
import { EXAMPLE_REQUEST } from '../support/example-request.ts';
import { fake } from '../support/fake.ts';
import { type Records, runInMemory } from '../workflow/memory-context.ts';

const EXISTING = { provider: 'robot', account: 'main', server: '2301001' } as const;
const ORDER = {
  provider: 'robot',
  account: 'main',
  name: 'db-1',
  channel: 'auction',
  ids: null,
  wish: {},
  withIpv4: true,
  maxPrice: { monthlyGross: '60.00', setupGross: '0.00', currency: 'EUR' },
} as const;
const ADDRESS = { host: '192.0.2.1', port: 22 };
const HOST_KEY = generateKeyPair('').publicKey;
const OTHER = fingerprintMd5(generateKeyPair('').publicKey);

/** What the machine does with a restart. */
type Answer = 'rescue' | 'old-system' | 'nothing' | 'refused' | 'ignored';

interface World {
  readonly methods: readonly RestartMethod[];
  readonly power: 'on' | 'off' | 'unknown';
  /** One for each restart. */
  readonly restarts: readonly Answer[];
  /** What answers before any restart. */
  readonly before: Answer;
  /** How long after a restart the rescue system answers. */
  readonly bootMs: number;
  readonly published: readonly string[];
  readonly outdated: readonly string[];
  /** What is remembered of restarts by software. */
  readonly remembered: readonly number[];
}

function makeWorld(change: Partial<World> = {}) {
  const world: World = {
    methods: ['software', 'hardware'],
    power: 'unknown',
    restarts: ['rescue'],
    before: 'old-system',
    bootMs: 60_000,
    published: [],
    outdated: [],
    remembered: [],
    ...change,
  };
  const state = { now: Date.UTC(2026, 0, 1), answer: world.before, bootedAt: 0, isArmed: false };
  const pressed: RestartMethod[] = [];
  const notes: string[] = [];
  const times = new Map<string, RestartKind & { tookMs: number }>();
  const restartTimes: RestartTimes = {
    last: async ({ method }) => (method === 'software' ? world.remembered : []),
    remember: async (key, kind, tookMs) => {
      times.set(key, { ...kind, tookMs });
    },
  };
  const trusts: string[] = [];
  const clock: Clock = {
    now: () => state.now,
    sleep: async (ms) => {
      state.now += ms;
    },
  };
  const restart = async (
    _ref: string,
    _signal: AbortSignal,
    options?: { method?: RestartMethod },
  ) => {
    const answer = world.restarts[pressed.length] ?? 'ignored';
    pressed.push(options?.method ?? 'hardware');
    if (answer === 'ignored') return;
    Object.assign(state, { answer, bootedAt: state.now, isArmed: false });
  };
  const machine = {
    origin: { provider: 'robot', account: 'main', providerRef: '2301001' },
    name: 'metal-a',
    power: world.power,
    addresses: [ADDRESS],
    serverType: 'EX44',
    location: 'FSN1',
    labels: {},
  } as const;
  const provider: Partial<Provider> = {
    name: 'robot',
    getMachine: async () => ({ ...machine, isRescueArmed: state.isArmed }),
    rescue: {
      async armRescue() {
        state.isArmed = true;
        return { user: 'root', hostKey: null, hostKeyFingerprints: [] };
      },
      disarmRescue: async () => {
        state.isArmed = false;
      },
      lastHostKeyFingerprints: async () =>
        pressed.length === 0 && world.before !== 'rescue' ? world.outdated : world.published,
    },
    power: { restart, methods: async () => world.methods, wake: null },
  };
  const waitForBoot: Shells['waitForBoot'] = async (target, { deadlineMs }) => {
    const upMs = state.now - state.bootedAt;
    const isUp = state.answer === 'rescue' && upMs >= world.bootMs;
    if (isUp)
      return {
        shell: rescueShell(hostKeyOf(target.hostKeyFingerprints)),
        bootId: 'b',
        lateByMs: 0,
      };
    state.now += deadlineMs;
    const readings = { rescue: 'silent', nothing: 'silent', ignored: 'silent', refused: 'refused' };
    const reading = state.answer === 'old-system' ? 'machine.auth-failed' : readings[state.answer];
    throw new MachineError('machine.deadline-passed', 'Nobody.', { readings: [reading] });
  };
  const rescueShell = (hostKey: HostKey): Shell =>
    fake<Shell>({
      address: ADDRESS,
      hostKey,
      run: async () => ({
        stdout: `rescue\nnone\n${(state.now - state.bootedAt) / 1000}\n`,
        stderr: '',
        exitCode: 0,
        durationMs: 1,
      }),
      close: () => {},
    });
  const records: Partial<InstallRecords> = {
    waiting: async () => {},
    leavesItsSystem: async () => {},
    machineKnown: async () => {},
    retrying: async () => {},
    note: async (_id, _key, text) => {
      notes.push(text);
    },
    firstContact: async (_id, trust) => {
      trusts.push(trust);
    },
  };
  const run: InstallRun = {
    installId: 'install-1',
    request: EXAMPLE_REQUEST,
    machineMs: 0,
    phase: 'reach',
    deps: fake<InstallRun['deps']>({
      provider: () => fake<Provider>(provider),
      shells: fake<Shells>({ waitForBoot }),
      records: fake<InstallRecords>(records),
      restartTimes,
      keys: {
        get: async () => ({ privateKey: 'private', publicKey: 'public' }),
        givenAccess: async () => null,
        given: async () => null,
        forget: async () => {},
      },
      clock,
    }),
  };
  return { run, clock, state, pressed, notes, trusts, times };
}

function hostKeyOf(fingerprints: readonly string[] = []): HostKey {
  return { publicKey: HOST_KEY, trust: fingerprints.length > 0 ? 'published' : 'first-use' };
}

function reach(world: ReturnType<typeof makeWorld>, records: Records = new Map()) {
  return runInMemory(world.clock, () => reachMetal(world.run, EXISTING), { records });
}

describe('reaching a dedicated server', () => {
  it('restarts it once by the mildest way, and tells why', async () => {
    const world = makeWorld();
    const contact = await reach(world);
    expect(contact).toMatchObject({ user: 'root', access: 'access', addresses: [ADDRESS] });
    expect(world.pressed).toEqual(['software']);
    expect(world.notes[0]).toBe(
      'Restarting by software: the rescue system waits for the next boot; waits 480 s: no restart of EX44 by software is remembered',
    );
  });

  it('restarts harder when a restart was ignored', async () => {
    const world = makeWorld({ restarts: ['ignored', 'rescue'] });
    await reach(world);
    expect(world.pressed).toEqual(['software', 'hardware']);
    expect(world.notes).toContain(
      'Restarting by hardware: no boot has taken the rescue system, and what answers is not the rescue system; waits 600 s: no other way to restart it is left to gain time for',
    );
  });

  it('waits less for the next way where such restarts were quick, and tells why', async () => {
    const world = makeWorld({ restarts: ['ignored', 'rescue'], remembered: [20_000, 30_000] });
    const startedAt = world.state.now;
    await reach(world);
    expect(world.notes[0]).toContain(
      'waits 90 s: the slowest of 2 restarts of EX44 by software took 30 s',
    );
    expect(world.state.bootedAt - startedAt).toBeGreaterThanOrEqual(90_000);
    expect(world.state.bootedAt - startedAt).toBeLessThan(120_000);
  });

  it('gives what has taken the rescue system its whole time, however quick others were', async () => {
    const world = makeWorld({ bootMs: 5 * 60_000, remembered: [20_000] });
    await reach(world);
    expect(world.pressed).toEqual(['software']);
    expect(world.notes.join('\n')).toContain('waits 480 s: a slow start is given its whole time');
  });

  it('remembers how long the restart took that brought the rescue system', async () => {
    const world = makeWorld({ restarts: ['ignored', 'rescue'], bootMs: 40_000 });
    await reach(world);
    expect([...world.times]).toEqual([
      [
        'install-1/1/reach.rescue-2',
        { provider: 'robot', product: 'EX44', method: 'hardware', tookMs: 40_000 },
      ],
    ]);
  });

  it('goes by the whole deadline where the decision was recorded before waits were learned', async () => {
    const world = makeWorld({ restarts: ['ignored', 'rescue'], remembered: [20_000] });
    const before = JSON.stringify({ kind: 'done', value: { value: null, machineMs: 0 } });
    const startedAt = world.state.now;
    await reach(world, new Map([['reach.rescue-1.decided', before]]));
    expect(world.pressed).toEqual(['software', 'hardware']);
    expect(world.state.bootedAt - startedAt).toBeGreaterThanOrEqual(480_000);
  });

  it('does not restart a machine that is slow to come up', async () => {
    const world = makeWorld({ bootMs: 12 * 60_000 });
    await reach(world);
    expect(world.pressed).toEqual(['software']);
    expect(world.notes.join('\n')).toContain('Waiting on without a restart');
  });

  it('restarts again when its old system has come up instead', async () => {
    const world = makeWorld({ restarts: ['old-system', 'rescue'] });
    await reach(world);
    expect(world.pressed).toEqual(['software', 'hardware']);
  });

  it('takes the power back to a machine that is off', async () => {
    const world = makeWorld({
      power: 'off',
      before: 'nothing',
      methods: ['hardware', 'power-cycle'],
    });
    await reach(world);
    expect(world.pressed).toEqual(['power-cycle']);
  });

  it('gives up after the last way, and says what was tried', async () => {
    const world = makeWorld({ restarts: ['ignored', 'refused'] });
    await expect(reach(world)).rejects.toMatchObject({
      code: 'machine.not-rescue',
      message: expect.stringContaining('software, then hardware'),
    });
    expect(world.pressed).toEqual(['software', 'hardware']);
  });

  it('restarts nothing when it is resumed', async () => {
    const world = makeWorld({ restarts: ['ignored', 'rescue'] });
    const records: Records = new Map();
    const first = await reach(world, records);
    expect(await reach(world, records)).toEqual(first);
    expect(world.pressed).toEqual(['software', 'hardware']);
  });

  it('restarts nothing when the step runs again after a boot has taken the rescue system', async () => {
    const world = makeWorld();
    const records: Records = new Map();
    await reach(world, records);
    for (const name of records.keys()) {
      if (/restart$|boot$/.test(name)) records.delete(name);
    }
    await reach(world, records);
    expect(world.pressed).toEqual(['software']);
  });

  it('does not take a rescue system from before the restart for the one that was asked for', async () => {
    const world = makeWorld({ before: 'rescue', restarts: ['ignored', 'rescue'] });
    await reach(world);
    expect(world.pressed).toEqual(['software', 'hardware']);
  });
});

describe('the host key of a rescue system', () => {
  it('counts as published when the provider tells its fingerprint after the boot', async () => {
    const world = makeWorld({ published: [fingerprintMd5(HOST_KEY)] });
    expect((await reach(world)).hostKey).toEqual({ publicKey: HOST_KEY, trust: 'published' });
    expect(world.trusts).toEqual(['published']);
  });

  it.each([
    ['tells none', [], []],
    ['still tells those of the boot before', [OTHER], [OTHER]],
  ] as const)('is taken on first use when the provider %s', async (_, published, outdated) => {
    const world = makeWorld({ published, outdated });
    expect((await reach(world)).hostKey).toEqual({ publicKey: HOST_KEY, trust: 'first-use' });
  });

  it('is refused when the provider published another one', async () => {
    const world = makeWorld({ published: [OTHER] });
    await expect(reach(world)).rejects.toMatchObject({ code: 'machine.not-rescue' });
    expect(world.trusts).toEqual([]);
  });
});

describe('reaching a server that was handed over', () => {
  const machine = {
    origin: { provider: 'robot', account: 'main', providerRef: '2301001' },
    addresses: [ADDRESS],
    serverType: null,
    location: null,
  } as const;
  const reachIt = (world: ReturnType<typeof makeWorld>) =>
    runInMemory(world.clock, () =>
      reachDelivered(world.run, ORDER, { machine, fingerprints: [fingerprintMd5(HOST_KEY)] }),
    );

  it('restarts nothing when it answers in its rescue system', async () => {
    const world = makeWorld({ before: 'rescue' });
    expect((await reachIt(world)).hostKey?.trust).toBe('published');
    expect(world.pressed).toEqual([]);
  });

  it('restarts it into the rescue system when something else answers', async () => {
    const world = makeWorld();
    await reachIt(world);
    expect(world.pressed).toEqual(['software']);
  });
});

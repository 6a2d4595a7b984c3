/** Orders through a storm: both providers against both stand-ins, ten minutes of the test's clock, by seeds. */

import { describe, expect, it } from '@jest/globals';
import { createHcloudProvider } from '../../providers/hcloud/index.ts';
import type { Provider } from '../../providers/provider.ts';
import { createRobotProvider } from '../../providers/robot/index.ts';
import type { OrderRequest, RobotOrderRequest } from '../../src/domain/request.ts';
import type { InstallRun } from '../../src/install/context.ts';
import { orderMachine } from '../../src/install/order.ts';
import { orderMetal } from '../../src/install/order-metal.ts';
import type { InstallRecords } from '../../src/install/records.ts';
import { generateKeyPair } from '../../src/ssh/keys.ts';
import { createFakeMachine } from '../lab/fake-machine.ts';
import { createHcloudStandIn } from '../lab/hcloud.ts';
import { createRobotStandIn } from '../lab/robot.ts';
import { createManualClock, type ManualClock } from '../lab/stand-in/clock.ts';
import { createStorm } from '../lab/stand-in/storm.ts';
import { EXAMPLE_REQUEST } from '../support/example-request.ts';
import { fake } from '../support/fake.ts';
import { runInMemory } from '../workflow/memory-context.ts';
import { createMemoryLedger } from '../workflow/memory-ledger.ts';

const MINUTE_MS = 60_000;
const WEATHER = { refused: 0.3, broken: 0.2, lost: 0.05 } as const;
const TICK_MS = 500;

/** Sleeps on the stand-ins' clock, which the test moves on. */
function sleeping(clock: ManualClock) {
  return {
    now: clock.now,
    sleep: (ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        signal?.throwIfAborted();
        const takeBack = clock.schedule(ms, resolve);
        signal?.addEventListener('abort', () => {
          takeBack();
          reject(signal.reason);
        });
      }),
  };
}

async function openVendors(clock: ManualClock) {
  let last = 1;
  const takeAddress = () => {
    last += 1;
    return `127.9.2.${last}`;
  };
  const cloud = createHcloudStandIn({
    clock,
    makeMachine: ({ name, nextBoot }) =>
      createFakeMachine({ name, address: takeAddress(), nextBoot }),
  });
  const robot = createRobotStandIn({
    clock,
    deliveryMs: 7 * MINUTE_MS,
    machines: {
      takeAddress,
      make: ({ name, address, nextBoot }) => createFakeMachine({ name, address, nextBoot }),
    },
  });
  const [cloudApi, robotApi] = await Promise.all([cloud.listen(), robot.listen()]);
  const providers: Record<string, Provider> = {
    hcloud: createHcloudProvider({ ...cloudApi, account: 'main', clock: sleeping(clock) }),
    robot: createRobotProvider({ ...robotApi, account: 'main', clock: sleeping(clock) }),
  };
  const close = () => Promise.all([cloudApi.close(), robotApi.close()]);
  return { cloud, robot, providers, close };
}

function orderOf(provider: 'hcloud' | 'robot', index: number): OrderRequest | RobotOrderRequest {
  const name = `${provider}-${index}`;
  if (provider === 'hcloud') {
    const maxPrice = { monthlyGross: '50.00', currency: 'EUR' };
    const types = { serverTypes: ['cx33', 'cpx31'], locations: ['fsn1', 'nbg1'] };
    return { provider, account: 'main', name, ...types, maxPrice };
  }
  const maxPrice = { monthlyGross: '99.00', setupGross: '99.00', currency: 'EUR' };
  const goods = { channel: 'product', ids: ['EX44'], wish: {}, withIpv4: true } as const;
  return { provider, account: 'main', name, ...goods, maxPrice };
}

function order(
  clock: ManualClock,
  providers: Readonly<Record<string, Provider>>,
  wanted: OrderRequest | RobotOrderRequest,
) {
  const access = generateKeyPair(wanted.name);
  const untold = async () => {};
  const run: InstallRun = {
    installId: wanted.name,
    request: { ...EXAMPLE_REQUEST, machine: { kind: 'order', order: wanted } },
    machineMs: 0,
    phase: 'order',
    deps: fake<InstallRun['deps']>({
      provider: (name) => {
        const found = providers[name];
        if (found === undefined) throw new Error(`no provider ${name}`);
        return found;
      },
      records: fake<InstallRecords>({
        waiting: untold,
        stillWaiting: untold,
        machineKnown: untold,
        retrying: untold,
        orderPlaced: untold,
        note: untold,
      }),
      keys: fake<InstallRun['deps']['keys']>({ get: async () => access }),
      ledger: createMemoryLedger(),
      ordersPerDay: 20,
      kexecImage: () => ({ url: 'https://kexec.test', sha256: 'aa', delivery: 'target' }),
      clock: sleeping(clock),
    }),
  };
  const body = () =>
    wanted.provider === 'robot' ? orderMetal(run, wanted) : orderMachine(run, wanted);
  return runInMemory<unknown>(sleeping(clock), body);
}

describe('ten minutes of 30 % 429, 20 % 5xx and 5 % lost answers', () => {
  it.each([1, 2, 4])(
    'end in one machine for each order, with no call too many, by seed %s',
    async (seed) => {
      const clock = createManualClock();
      const startedAt = clock.now();
      const { cloud, robot, providers, close } = await openVendors(clock);
      for (const { faults } of [cloud, robot]) {
        faults.setStorm(createStorm({ ...WEATHER, seed }));
        // Whatever the seed says: of each vendor's orders one takes effect, and its answer is lost.
        const path = '^/servers$|^/order/server/transaction$';
        faults.add({ method: 'POST', path, effect: { kind: 'lost-answer' } });
      }
      const wanted = [1, 2, 3, 4].flatMap((index) => [
        orderOf('hcloud', index),
        orderOf('robot', index),
      ]);
      let isOver = false;
      const running = Promise.allSettled(wanted.map((one) => order(clock, providers, one)));
      const ended = running.finally(() => {
        isOver = true;
      });
      while (!isOver && clock.now() - startedAt < 6 * 60 * MINUTE_MS) {
        if (clock.now() - startedAt > 10 * MINUTE_MS) {
          for (const { faults } of [cloud, robot]) faults.setStorm(null);
        }
        await clock.advance(TICK_MS);
        await new Promise((resolve) => setImmediate(resolve));
      }
      await close();
      const outcomes = await ended;
      expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual([]);
      const { servers } = cloud.state.snapshot();
      expect(servers.map(({ name }) => name).sort()).toEqual(
        [1, 2, 3, 4].map((one) => `hcloud-${one}`),
      );
      const { transactions } = robot.state.snapshot();
      expect(transactions).toHaveLength(4);
      expect(new Set(transactions.flatMap(({ fingerprints }) => fingerprints)).size).toBe(4);
      // The storm answers 429; a 403 would be Robot's own word for a call too many.
      expect(robot.calls.all().filter(({ status }) => status === 403)).toEqual([]);
      expect(cloud.calls.all().length).toBeLessThan(3600);
      const struck = [...cloud.calls.all(), ...robot.calls.all()].filter(
        ({ status, isAnswerLost }) => isAnswerLost || status === 429 || Number(status) >= 500,
      );
      expect(struck.length).toBeGreaterThan(50);
    },
    120_000,
  );
});

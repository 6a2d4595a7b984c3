/** Whole installs on dedicated servers: the real service against the Robot stand-in, on QEMU machines. */

import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { InstallEvent } from '../../src/client/client.ts';
import { outcomeOf } from '../lab/outcome.ts';
import type { RobotStandIn } from '../lab/robot.ts';
import { disksFor, prepareScenario, type Scenario } from '../lab/scenario.ts';
import { startTrial, type Trial } from '../lab/trial.ts';

let trial: Trial | null = null;

afterEach(async () => {
  await trial?.close();
  trial = null;
});

async function install(scenario: Scenario) {
  const layout = 'mirror-ext4';
  const log = (line: string) => process.stderr.write(`${line}\n`);
  trial = await startTrial({ firmware: 'bios', disks: disksFor(layout), log });
  const { lab, client } = trial;
  const { request } = await prepareScenario(lab, { scenario, layout, hostname: 'db-1' });
  const { installId } = await client.installs.create(request);
  const events: InstallEvent[] = [];
  for await (const event of client.installs.watch(installId)) events.push(event);
  const outcome = outcomeOf(await client.installs.get(installId), events);
  process.stderr.write(`${scenario}: ${JSON.stringify({ ...outcome, proof: undefined })}\n`);
  return { outcome, robot: lab.robotStandIn };
}

/** Ready is told first; then what the install left behind at the provider is cleared away. */
async function expectNoKeys({ state }: RobotStandIn): Promise<void> {
  const until = Date.now() + CLEARED_MS;
  while (state.snapshot().keys.length > 0 && Date.now() < until) await delay(100);
  expect(state.snapshot().keys).toEqual([]);
}

const CLEARED_MS = 15_000;

describe('a whole install on a dedicated server', () => {
  it('restarts an existing one into its rescue system and ends ready', async () => {
    const { outcome, robot } = await install('robot-rescue');
    expect(outcome.problem).toBeNull();
    expect(outcome.state).toBe('ready');
    expect(outcome.proof?.firstContact).toBe('published');
    expect(outcome.proof?.arrays.every(({ isComplete }) => isComplete)).toBe(true);
    expect(robot.calls.matching('POST', /^\/reset\/2301001$/)).toHaveLength(1);
    const { servers } = robot.state.snapshot();
    expect(servers.map(({ manualResets }) => manualResets)).toEqual([0, 0]);
    await expectNoKeys(robot);
  });

  it('buys one in the auction, once, and ends ready', async () => {
    const { outcome, robot } = await install('robot-auction');
    expect(outcome.problem).toBeNull();
    expect(outcome.state).toBe('ready');
    expect(outcome.proof?.firstContact).toBe('published');
    expect(robot.calls.matching('POST', /^\/order\//)).toHaveLength(1);
    const { servers, transactions } = robot.state.snapshot();
    expect(transactions.map(({ status }) => status)).toEqual(['ready']);
    expect(servers.map(({ name }) => name)).toContain('db-1');
  });
});

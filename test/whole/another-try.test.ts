/** Several tries within one install: the real service, machines that are played and fail where they are told to. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InstallRequest } from '../../src/client/client.ts';
import { outcomeOf } from '../lab/outcome.ts';
import { prepareScenario, type Scenario, type ScenarioLayout } from '../lab/scenario.ts';
import { startTrial, type Trial } from '../lab/trial.ts';

let trial: Trial;
/** How often the system was about to be installed, by the name of the machine. */
const installs = new Map<string, number>();

beforeAll(async () => {
  trial = await startTrial({
    machines: 'played',
    played: {
      disturb: ({ name }, job) => {
        if (!job.startsWith('system-install')) return undefined;
        const before = installs.get(name) ?? 0;
        installs.set(name, before + 1);
        const isBroken = name.endsWith('-always') || (name.endsWith('-once') && before === 0);
        return isBroken ? { lines: ['error: interrupted by the lab'], exitCode: 1 } : undefined;
      },
    },
    log: () => {},
  });
}, 300_000);

afterAll(() => trial.close(), 60_000);

async function install(
  scenario: Scenario,
  layout: ScenarioLayout,
  hostname: string,
  onFailure?: InstallRequest['onFailure'],
) {
  const { request } = await prepareScenario(trial.lab, { scenario, layout, hostname });
  const body = onFailure === undefined ? request : { ...request, onFailure };
  const { installId } = await trial.client.installs.create(body);
  const events = [];
  for await (const event of trial.client.installs.watch(installId)) events.push(event);
  const { links } = await trial.client.installs.get(installId);
  const ended = outcomeOf(await trial.client.installs.get(installId), events);
  return { ...ended, events, links };
}

async function evidence(to: string) {
  const answer = await fetch(`${trial.service.url}${to}`, {
    headers: { authorization: `Bearer ${trial.token}` },
  });
  return { status: answer.status, text: await answer.text() };
}

describe('an install that may be tried twice', () => {
  it.each<[Scenario, ScenarioLayout, string]>([
    ['cloud-order', 'single-ext4', 'order-once'],
    ['ssh', 'mirror-ext4', 'host-once'],
  ])(
    'ends ready at the second try, by %s, on the machine of the first',
    async (scenario, layout, hostname) => {
      const ended = await install(scenario, layout, hostname, { attempts: 2 });
      expect(ended.problem).toBeNull();
      expect(ended.state).toBe('ready');
      const texts = ended.events.map(({ body }) => (body.kind === 'note' ? body.text : body.kind));
      expect(texts.filter((text) => text === 'failed')).toEqual([]);
      expect(texts).toContainEqual(expect.stringMatching(/^Try 1 failed in the phase install/));
      expect(texts).toContainEqual(expect.stringMatching(/^Post-mortem of the phase install/));
      const kept = await evidence(ended.links.evidence);
      expect(kept.text).toMatch(/^=== try 1, failed in the phase install, read from the installer/);
      expect(trial.lab.played().flatMap((machine) => machine.unknownCommands())).toEqual([]);
    },
    300_000,
  );

  it('has bought one machine', () => {
    const bought = trial.lab.played().filter(({ spec }) => spec.name === 'order-once');
    expect(bought).toHaveLength(1);
  });

  it('ends failed after the last one, with the evidence of each', async () => {
    const ended = await install('cloud-order', 'single-ext4', 'order-always', { attempts: 2 });
    expect(ended.state).toBe('failed');
    expect(ended.problem?.details).toMatchObject({ attempt: 2, kind: 'unclear' });
    expect(installs.get('order-always')).toBe(2);
    const { text } = await evidence(ended.links.evidence);
    expect(text.match(/^=== try \d/gm)).toEqual(['=== try 1', '=== try 2']);
  }, 300_000);
});

describe('an install that may be tried once', () => {
  it('fails with its evidence, and is not tried again', async () => {
    const ended = await install('cloud-order', 'single-ext4', 'single-always');
    expect(ended.state).toBe('failed');
    expect(installs.get('single-always')).toBe(1);
    expect((await evidence(ended.links.evidence)).status).toBe(200);
  }, 300_000);
});

/** Restarts into rescue that get harder: the real service, Robot's stand-in, machines that are played. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InstallEvent } from '../../src/client/client.ts';
import { prepareScenario } from '../lab/scenario.ts';
import { startTrial, type Trial } from '../lab/trial.ts';

const HUNG = { number: 2_301_001, name: 'metal-a' };
const MISSING = { number: 2_301_002, name: 'metal-b' };
const PLACE = { product: 'EX44', datacenter: 'FSN1-DC18' };
const LIMIT_MS = 200_000;

let trial: Trial;

beforeAll(async () => {
  trial = await startTrial({
    machines: 'played',
    robotServers: [
      { ...HUNG, ...PLACE, resetTypes: ['sw', 'hw', 'man'] },
      { ...MISSING, ...PLACE, resetTypes: ['hw', 'power', 'power_long', 'man'] },
    ],
    log: () => {},
  });
}, LIMIT_MS);

afterAll(() => trial.close(), 60_000);

/** Installs a server; how it ended, and what was told of each decision about its restarts. */
async function install(server: string) {
  const wish = { scenario: 'robot-rescue', layout: 'mirror-ext4', hostname: server } as const;
  const { request } = await prepareScenario(trial.lab, wish);
  const machine = { existing: { provider: 'robot', account: 'main', server } } as const;
  const { installId } = await trial.client.installs.create({ ...request, machine });
  const decisions: string[] = [];
  for await (const event of trial.client.installs.watch(installId)) decisions.push(...told(event));
  const { state, problem } = await trial.client.installs.get(installId);
  return { state, problem, decisions };
}

function told({ body }: InstallEvent): readonly string[] {
  return body.kind === 'note' && /^(Restarting|Waiting on|Giving up)/.test(body.text)
    ? [body.text]
    : [];
}

function bootsOf(number: number) {
  const { servers } = trial.lab.robotStandIn.state.snapshot();
  return servers.find((server) => server.number === number)?.boots.map(({ kind }) => kind);
}

describe('a dedicated server that does not come up in rescue', () => {
  it('is waited for by the whole deadline where no such restart is remembered', async () => {
    const [soft, hard] = await Promise.all([install(HUNG.name), install(MISSING.name)]);
    expect(soft).toEqual({
      state: 'ready',
      problem: null,
      decisions: [
        'Restarting by software: the rescue system waits for the next boot; waits 480 s: no restart of EX44 by software is remembered',
      ],
    });
    expect(hard).toEqual({
      state: 'ready',
      problem: null,
      decisions: [
        'Restarting by hardware: the rescue system waits for the next boot; waits 600 s: no restart of EX44 by hardware is remembered',
      ],
    });
  }, 120_000);

  it(
    'is restarted harder after a wait that was learned, and ends ready',
    async () => {
      // Nothing runs that would see Ctrl-Alt-Del.
      const played = trial.lab.played().find(({ spec }) => spec.name === HUNG.name);
      await played?.ssh?.goDown();
      // Its next boot passes over the armed rescue system, and the old system comes up.
      trial.lab.robotStandIn.faults.add({
        method: 'POST',
        path: `^/reset/${MISSING.number}$`,
        effect: { kind: 'rescue-missed' },
      });
      const [hung, missing] = await Promise.all([install(HUNG.name), install(MISSING.name)]);
      const learned = (method: string) =>
        expect.stringMatching(
          RegExp(
            `^Restarting by ${method}: the rescue system waits for the next boot; waits 60 s: the slowest of 1 restart of EX44 by ${method} took \\d+ s$`,
          ),
        );
      const last = 'waits 600 s: no other way to restart it is left to gain time for';
      expect(hung).toEqual({
        state: 'ready',
        problem: null,
        decisions: [
          learned('software'),
          `Restarting by hardware: no boot has taken the rescue system, and its SSH port refuses connections; ${last}`,
        ],
      });
      expect(missing).toEqual({
        state: 'ready',
        problem: null,
        decisions: [
          learned('hardware'),
          `Restarting by power-cycle: no boot has taken the rescue system, and what answers is not the rescue system; ${last}`,
        ],
      });
      expect(bootsOf(HUNG.number)).toEqual(['rescue', 'disk', 'rescue', 'disk']);
      expect(bootsOf(MISSING.number)).toEqual(['rescue', 'disk', 'disk', 'rescue', 'disk']);
    },
    LIMIT_MS,
  );
});

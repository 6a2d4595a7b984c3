/** An install that fails after its wipe: the service goes into rescue by itself, and brings evidence back. */

import type { InstallEvent, InstallRequest } from '../../../src/client/client.ts';
import { createProgress } from '../progress.ts';
import { disksFor } from '../scenario.ts';
import { expectThat, keptCloudOrder, type Stage } from './stage.ts';

/** Mirrors on two NVMe and two hard disks. */
export const POST_MORTEM_DISKS = disksFor('mirror-ext4');

/** Evaluates as it was planned, runs and answers, and then calls itself something else. */
const OTHER_NAME = '{ lib, ... }: { environment.etc.hostname.text = lib.mkForce "somebody-else"; }';
/** As the evidence heads them. */
const SECTIONS = ['disks', 'smart', 'arrays', 'boot-entries', 'kernel'] as const;

/** Installs a system that turns out to be another one, and reads what was kept of it. */
export async function postMortem(stage: Stage): Promise<object> {
  const { trial } = stage;
  const order = keptCloudOrder(stage, 'web-1');
  const request: InstallRequest = {
    ...order,
    system: { ...order.system, modules: [OTHER_NAME] },
    layout: {
      preset: 'mirror-ext4',
      espSizeMib: 256,
      disks: {
        system: 'nvme',
        data: { select: 'hdd', mountpoint: '/var/lib', preset: 'mirror-ext4' },
      },
    },
  };
  const { installId } = await trial.client.installs.create(request);
  const told: InstallEvent[] = [];
  const progress = createProgress(stage.print, { showsOutput: false });
  for await (const event of trial.client.installs.watch(installId)) {
    progress.show(event);
    told.push(event);
  }
  const { state, problem } = await trial.client.installs.get(installId);
  expectThat(state === 'failed', `it failed, not ${state}`);
  expectThat(problem?.code === 'machine.verify-failed', `not verified: ${problem?.code}`);
  const cause = problem?.details.cause;
  expectThat(typeof cause === 'string' && cause !== '', 'the problem has a cause in words');
  expectThat(problem?.details.kind === 'started-otherwise', `${problem?.details.kind}`);
  const note = told.find(({ body }) => body.kind === 'note' && body.text.startsWith('Post-mortem'));
  expectThat(note !== undefined, 'an event says what the machine told');
  const text = await evidenceOf(stage, installId);
  for (const name of SECTIONS) expectThat(text.includes(`\n== ${name}\n`), `a section ${name}`);
  const heads = sectionsOf(text).filter((name) => name.startsWith('/dev/'));
  expectThat(new Set(heads).size === heads.length, `each file system is read once: ${heads}`);
  expectThat(text.includes('read from the rescue system'), 'it was read in rescue');
  expectThat(/md\d+ : active/.test(text), 'the arrays were put together');
  expectThat(/Linux version|Command line/.test(text) || /\[ +\d+\.\d+\]/.test(text), 'dmesg');
  const tookMs = took(told);
  stage.print(`post-mortem after ${tookMs} ms: ${text.length} characters of evidence`);
  return {
    state: 'ready',
    install: { installId, state, code: problem?.code, kind: problem?.details.kind, cause },
    evidence: { characters: text.length, sections: sectionsOf(text), postMortemMs: tookMs },
  };
}

async function evidenceOf({ trial }: Stage, installId: string): Promise<string> {
  const answer = await fetch(`${trial.service.url}/v1/installs/${installId}/evidence`, {
    headers: { authorization: `Bearer ${trial.token}` },
  });
  const text = await answer.text();
  expectThat(answer.ok, `the evidence is served: ${text.slice(0, 200)}`);
  return text;
}

function sectionsOf(text: string): readonly string[] {
  return [...text.matchAll(/^== (.+)$/gm)].map(([, name]) => name ?? '');
}

/** From the last phase's begin to the post-mortem's word. */
function took(events: readonly InstallEvent[]): number {
  const at = (event: InstallEvent | undefined) => Date.parse(event?.at ?? '');
  const verify = events.find(
    ({ body }) => body.kind === 'phase-started' && body.phase === 'verify',
  );
  const note = events.find(({ body }) => body.kind === 'note' && body.text.startsWith('Post-mort'));
  return at(note) - at(verify);
}

/** Traces of whole installs: the real service, machines that are played, and a collector that takes OTLP over HTTP. */

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PHASES } from '../../src/domain/install.ts';
import { prepareScenario, type Scenario } from '../lab/scenario.ts';
import { startTrial, type Trial } from '../lab/trial.ts';
import {
  type OtlpReceiver,
  type ReceivedSpan,
  startOtlpReceiver,
} from '../support/otlp-receiver.ts';

const CALLER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const COLLECTOR_TOKEN = 'collector-canary-51d0';
const LIMIT_MS = 200_000;

let receiver: OtlpReceiver;
let trial: Trial;
/** Installs by how they went. */
let went: { readonly well: string; readonly wrong: string; readonly overKill: string };

beforeAll(async () => {
  receiver = await startOtlpReceiver();
  trial = await startTrial({
    machines: 'played',
    played: {
      disturb: ({ name }, job) =>
        name === 'web-broken' && job === 'disko-build'
          ? { lines: ['error: attribute missing'], exitCode: 1 }
          : undefined,
    },
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${COLLECTOR_TOKEN}`,
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=lab',
    },
    log: () => {},
  });
  const [well, wrong] = await Promise.all([
    install('cloud-rescue', 'web-traced'),
    install('cloud-order', 'web-broken'),
  ]);
  // What it still holds is sent as it stops, and lost where it is killed.
  await trial.service.stop();
  await trial.service.start();
  went = { well, wrong, overKill: await install('cloud-order', 'web-killed', 'kexec') };
  await trial.service.stop();
}, LIMIT_MS);

afterAll(async () => {
  await trial.close();
  await receiver.close();
}, 60_000);

/** Starts an install as a caller within a trace of its own, and follows it to its end. */
async function install(scenario: Scenario, hostname: string, killIn?: string): Promise<string> {
  const wish = { scenario, layout: 'single-ext4', hostname } as const;
  const { request } = await prepareScenario(trial.lab, wish);
  const answer = await fetch(`${trial.service.url}/v1/installs`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${trial.token}`,
      'content-type': 'application/json',
      traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-01`,
    },
    body: JSON.stringify(request),
  });
  const { installId } = { installId: '', ...((await answer.json()) as object) };
  for await (const { body } of trial.client.installs.watch(installId)) {
    if (body.kind !== 'phase-started' || body.phase !== killIn) continue;
    await trial.service.stop('SIGKILL');
    await trial.service.start();
  }
  return installId;
}

function spansOf(installId: string): readonly ReceivedSpan[] {
  return receiver
    .spans()
    .filter((span) => span.kind !== SERVER && span.attributes['ironflake.install_id'] === installId)
    .concat(callsBelow(installId));
}

const SERVER = 2;
const CLIENT = 3;

/** Calls to vendors are told by their parent alone. */
function callsBelow(installId: string): readonly ReceivedSpan[] {
  const steps = new Set(
    receiver
      .spans()
      .filter(({ attributes }) => attributes['ironflake.install_id'] === installId)
      .map(({ spanId }) => spanId),
  );
  return receiver
    .spans()
    .filter(({ kind, parentSpanId }) => kind === CLIENT && steps.has(parentSpanId ?? ''));
}

function rootOf(spans: readonly ReceivedSpan[]): ReceivedSpan | undefined {
  return spans.find(({ name, parentSpanId }) => name === 'install' && !parentSpanId);
}

describe('the trace of an install', () => {
  it('has a span a phase, a step and a call to the vendor, each below the other', () => {
    const spans = spansOf(went.well);
    const root = rootOf(spans);
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([root?.traceId]));
    expect(root?.attributes).toMatchObject({ 'ironflake.outcome': 'ready' });
    expect(root?.status.code ?? 0).toBe(0);
    expect(root?.resource).toMatchObject({
      'service.name': 'ironflake',
      'deployment.environment': 'lab',
    });
    const phases = spans.filter(({ parentSpanId }) => parentSpanId === root?.spanId);
    const names = phases.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(PHASES.filter((phase) => phase !== 'order')));
    const ids = new Set(spans.map(({ spanId }) => spanId));
    expect(spans.filter((one) => one !== root && !ids.has(one.parentSpanId ?? ''))).toEqual([]);
    const calls = spans.filter(({ kind }) => kind === CLIENT).map(({ name }) => name);
    expect(calls).toContain('POST /servers/{id}/actions/enable_rescue');
    const took = Number(root?.endTimeUnixNano) - Number(root?.startTimeUnixNano);
    const longest = Math.max(
      ...phases.map((one) => Number(one.endTimeUnixNano) - Number(one.startTimeUnixNano)),
    );
    expect(took).toBeGreaterThan(longest);
  });

  it('says where a failed one has ended, and by which code', () => {
    const spans = spansOf(went.wrong);
    const broken = spans.filter(({ status }) => status.code === 2).map(({ name }) => name);
    expect(broken).toEqual(expect.arrayContaining(['install', 'disko']));
    expect(rootOf(spans)?.attributes).toMatchObject({
      'ironflake.outcome': 'failed',
      'error.type': 'machine.build-failed',
    });
  });

  it('goes on in the same trace after the service was killed', () => {
    const spans = spansOf(went.overKill);
    const root = rootOf(spans);
    const names = spans
      .filter(({ parentSpanId }) => parentSpanId === root?.spanId)
      .map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['kexec', 'disko', 'verify']));
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
  });
});

describe('the span of a call', () => {
  it('stands in the trace of the caller, and leads to the install that it started', () => {
    const calls = receiver.spans().filter(({ name }) => name === 'POST /v1/installs');
    // Whoever is killed right afterwards tells nobody of its call.
    expect(calls.length).toBeGreaterThanOrEqual(2);
    for (const call of calls) {
      expect(call).toMatchObject({
        ...{ kind: SERVER, traceId: CALLER.traceId, parentSpanId: CALLER.spanId },
        attributes: { 'http.response.status_code': 202, 'ironflake.operation': 'startInstall' },
      });
      const started = rootOf(
        receiver
          .spans()
          .filter(
            ({ attributes }) =>
              attributes['ironflake.install_id'] === call.attributes['ironflake.install_id'],
          ),
      );
      expect(call.links).toMatchObject([{ traceId: started?.traceId, spanId: started?.spanId }]);
    }
  });

  it('tells the collector its own token, and no other secret', () => {
    const text = receiver.text();
    expect(text).toContain(`"authorization":"Bearer ${COLLECTOR_TOKEN}"`);
    expect(text).toContain('POST /v1/traces');
    for (const secret of [trial.token, trial.lab.hcloud.token, trial.lab.robot.password]) {
      expect(text).not.toContain(secret);
    }
    expect(text).not.toContain('PRIVATE KEY');
  });
});

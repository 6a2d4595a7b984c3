import { describe, expect, it } from '@jest/globals';
import type { VendorCall } from '../../providers/provider.ts';
import { MachineError } from '../../src/domain/error.ts';
import { SILENT_LOGGER } from '../../src/domain/logger.ts';
import type { FinishedSpan } from '../../src/domain/span.ts';
import { installSpan, phaseSpan } from '../../src/telemetry/install-trace.ts';
import { createStepTraces } from '../../src/telemetry/trace-steps.ts';
import { runInContext, type WorkflowContext, withStepPrefix } from '../../src/workflow/context.ts';
import { step } from '../../src/workflow/step.ts';
import { createManualClock } from '../support/clock.ts';

const CALL: VendorCall = {
  ...{ provider: 'robot', account: 'main', method: 'POST', host: 'robot.test' },
  ...{ path: '/boot/321/rescue', startedAt: 5, durationMs: 7, problem: null },
};

/** What is told of a run of a workflow for the install `i`. */
async function tracesOf(
  workflow: string,
  body: (call: () => void) => Promise<unknown>,
): Promise<readonly FinishedSpan[]> {
  const spans: FinishedSpan[] = [];
  const clock = createManualClock();
  const traces = createStepTraces((span) => void spans.push(span), new Set(['install']), clock.now);
  const context: WorkflowContext = {
    ...{ workflowId: 'w', clock, logger: SILENT_LOGGER },
    watchStep: traces.watchStep({ workflow, id: 'i' }),
    record: (_name, work) => work(new AbortController().signal),
  };
  await runInContext(context, () => body(() => traces.onVendorCall(CALL)));
  return spans;
}

describe('the span of a step', () => {
  it('stands below the phase that it is named for, and calls to vendors below it', async () => {
    const [call, made] = await tracesOf('install', (tell) =>
      step('reach.rescue.arm', async () => tell()),
    );
    expect(made).toMatchObject({
      ...{ name: 'reach.rescue.arm', kind: 'internal', problem: null },
      parentSpanId: phaseSpan('i', 'reach', 1).spanId,
      traceId: installSpan('i').traceId,
    });
    expect(call).toMatchObject({
      ...{ name: 'POST /boot/{id}/rescue', kind: 'client', startedAt: 5, endedAt: 12 },
      parentSpanId: made?.spanId,
      traceId: made?.traceId,
    });
  });

  it('stands below the install where it is of no phase, and below the phase of its own try', async () => {
    const parents = await tracesOf('install', async () => {
      await step('end.ready', async () => null);
      await withStepPrefix('try-2.', () => step('kexec.fetch', async () => null));
    });
    expect(parents.map(({ parentSpanId }) => parentSpanId)).toEqual([
      installSpan('i').spanId,
      phaseSpan('i', 'kexec', 2).spanId,
    ]);
  });

  it('has the problem of a step that failed', async () => {
    const [made] = await tracesOf('install', () =>
      step('disko.build', async () => {
        throw new MachineError('machine.build-failed', 'no space');
      }).catch(() => {}),
    );
    expect(made?.problem).toMatchObject({ code: 'machine.build-failed', message: 'no space' });
  });

  it('is not told of other workflows, nor are calls that nobody’s step made', async () => {
    expect(await tracesOf('webhook', (tell) => step('send', async () => tell()))).toEqual([]);
    expect(await tracesOf('install', async (tell) => tell())).toEqual([]);
  });
});

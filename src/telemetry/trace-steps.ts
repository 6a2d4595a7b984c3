/** A span for each step of an install that ran, and below it one for each call to a vendor. */

import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { OnVendorCall } from '../../providers/provider.ts';
import { PHASES } from '../domain/install.ts';
import type { SpanIds, TellSpan } from '../domain/span.ts';
import type { WatchStep } from '../workflow/context.ts';
import type { StepRun } from '../workflow/engine.ts';
import { installSpan, phaseSpan } from './install-trace.ts';

export interface StepTraces {
  /** For the engine. */
  readonly watchStep: (run: StepRun) => WatchStep;
  /** For providers; a call outside of an install's step is told to nobody. */
  readonly onVendorCall: OnVendorCall;
}

/** A later try's steps are recorded with this in front. */
const LATER_TRY = /^try-(\d+)\./;
const SPAN_ID_BYTES = 8;

/** @param workflows those whose runs have an install's id */
export function createStepTraces(
  tell: TellSpan,
  workflows: ReadonlySet<string>,
  now: () => number = Date.now,
): StepTraces {
  const current = new AsyncLocalStorage<SpanIds>();
  return {
    watchStep:
      ({ workflow, id }) =>
      async (name, body) => {
        if (!workflows.has(workflow)) return body();
        const parent = parentOf(id, name);
        const ids = { traceId: parent.traceId, spanId: randomBytes(SPAN_ID_BYTES).toString('hex') };
        const startedAt = now();
        // What was cancelled or stopped throws, and has not ended: it is told when it runs again.
        const outcome = await current.run(ids, body);
        tell({
          ...ids,
          ...{ name: name.replace(LATER_TRY, ''), kind: 'internal', parentSpanId: parent.spanId },
          ...{ startedAt, endedAt: now() },
          attributes: { 'ironflake.install_id': id, 'ironflake.step': name },
          problem: outcome.kind === 'failed' ? outcome.problem : null,
        });
        return outcome;
      },
    onVendorCall({ provider, account, method, host, path, startedAt, durationMs, problem }) {
      const parent = current.getStore();
      if (parent === undefined) return;
      tell({
        traceId: parent.traceId,
        spanId: randomBytes(SPAN_ID_BYTES).toString('hex'),
        parentSpanId: parent.spanId,
        kind: 'client',
        name: `${method} ${path.replaceAll(/\/\d+(?=\/|$)/g, '/{id}')}`,
        ...{ startedAt, endedAt: startedAt + durationMs },
        attributes: {
          'http.request.method': method,
          'server.address': host,
          'url.path': path,
          'ironflake.provider': provider,
          'ironflake.account': account,
        },
        problem,
      });
    },
  };
}

/** The phase that a step is named for, else the install. */
function parentOf(installId: string, name: string): SpanIds {
  const attempt = Number(LATER_TRY.exec(name)?.[1] ?? 1);
  const [first] = name.replace(LATER_TRY, '').split('.');
  const phase = PHASES.find((one) => one === first);
  return phase === undefined ? installSpan(installId) : phaseSpan(installId, phase, attempt);
}

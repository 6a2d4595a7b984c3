/** Traces, where a collector is configured; without one nothing of it is loaded. */

import type { Config } from '../config.ts';
import type { Logger } from '../domain/logger.ts';
import type { AnsweredCall } from '../domain/span.ts';
import type { InstallRecords } from '../install/records.ts';
import { CANCEL_WORKFLOW, INSTALL_WORKFLOW } from '../service/names.ts';
import { PHASE_EVENTS } from '../service/timings.ts';
import type { Store } from '../store/store.ts';
import type { StepTraces } from '../telemetry/trace-steps.ts';

export interface Telemetry {
  /** For the engine and the providers; null: nobody watches. */
  readonly steps: StepTraces | null;
  /** For the HTTP service; null: nobody watches. */
  readonly onCall: ((call: AnsweredCall) => void) | null;
  /** The same record, which also tells spans. */
  trace(records: InstallRecords): InstallRecords;
  /** Sends what is left. */
  stop(): Promise<void>;
}

const NONE: Telemetry = {
  steps: null,
  onCall: null,
  trace: (records) => records,
  async stop() {},
};

/** More than an install can have: two for each phase of each try. */
const MOST_PHASE_EVENTS = 1_000;

/** Puts it together. */
export async function createTelemetry(
  { telemetry: settings }: Pick<Config, 'telemetry'>,
  store: Pick<Store, 'installs' | 'events'>,
  logger: Logger,
): Promise<Telemetry> {
  if (settings === null) return NONE;
  const { createSpanExport } = await import('../telemetry/export.ts');
  const { createStepTraces } = await import('../telemetry/trace-steps.ts');
  const { createCallTraces } = await import('../telemetry/trace-calls.ts');
  const { withSpans } = await import('../telemetry/trace-installs.ts');
  const { tell, stop } = createSpanExport(settings, logger);
  const history = {
    install: (installId: string) => store.installs.get(installId),
    phaseEvents: (installId: string) =>
      store.events.listAfter({
        ...{ installId, afterEventId: 0, limit: MOST_PHASE_EVENTS, kinds: PHASE_EVENTS },
      }),
  };
  return {
    steps: createStepTraces(tell, new Set([INSTALL_WORKFLOW, CANCEL_WORKFLOW])),
    onCall: createCallTraces(tell),
    trace: (records) => withSpans(records, tell, history),
    stop,
  };
}

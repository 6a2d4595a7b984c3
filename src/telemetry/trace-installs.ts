/** The spans of an install and of its phases, from what the record is told. */

import type { InstallEvent } from '../domain/event.ts';
import type { Install, Phase } from '../domain/install.ts';
import type { FinishedSpan, TellSpan } from '../domain/span.ts';
import type { InstallRecords } from '../install/records.ts';
import { installSpan, phaseSpan } from './install-trace.ts';

/** What was stored of an install. */
export interface InstallHistory {
  install(installId: string): Promise<Install>;
  /** Where phases began and ended, in order. */
  phaseEvents(installId: string): Promise<readonly InstallEvent[]>;
}

/**
 * The same record, which also tells spans: a phase when it has ended, the install at its end, and with it the
 * phases that were begun and never ended. A step that runs twice tells them twice, with the same ids.
 */
export function withSpans(
  records: InstallRecords,
  tell: TellSpan,
  history: InstallHistory,
): InstallRecords {
  const traced = (inner: InstallRecords, attempt: number): InstallRecords => ({
    ...inner,
    async phaseEnded(installId, timing) {
      await inner.phaseEnded(installId, timing);
      const { phase, startedAt, endedAt, machineMs } = timing;
      const ended = Date.parse(endedAt ?? startedAt);
      tell({
        ...ofPhase(installId, phase, attempt, Date.parse(startedAt), ended),
        attributes: {
          'ironflake.install_id': installId,
          'ironflake.attempt': attempt,
          'ironflake.machine_ms': machineMs,
        },
      });
    },
    async ready(installId, proof) {
      await inner.ready(installId, proof);
      await tellEnd(installId, history, tell);
    },
    async failed(installId, problem) {
      await inner.failed(installId, problem);
      await tellEnd(installId, history, tell);
    },
    async cancelled(installId) {
      await inner.cancelled(installId);
      await tellEnd(installId, history, tell);
    },
    forAttempt: (number) => traced(inner.forAttempt(number), number),
  });
  return traced(records, 1);
}

async function tellEnd(installId: string, history: InstallHistory, tell: TellSpan): Promise<void> {
  const install = await history.install(installId);
  const { createdAt, endedAt, state, problem } = install;
  const end = Date.parse(endedAt ?? install.updatedAt);
  const broken = unendedPhases(await history.phaseEvents(installId));
  for (const { phase, attempt, startedAt, brokenAt } of broken) {
    tell({
      ...ofPhase(installId, phase, attempt, startedAt, brokenAt ?? end),
      problem: problem ?? { code: 'request.cancelled', message: 'It was not ended.' },
    });
  }
  tell({
    ...installSpan(installId),
    ...{ name: 'install', kind: 'internal', parentSpanId: null },
    ...{ startedAt: Date.parse(createdAt), endedAt: end, problem },
    attributes: { 'ironflake.install_id': installId, 'ironflake.outcome': state },
  });
}

function ofPhase(
  installId: string,
  phase: Phase,
  attempt: number,
  startedAt: number,
  endedAt: number,
): FinishedSpan {
  return {
    ...phaseSpan(installId, phase, attempt),
    ...{ name: phase, kind: 'internal', parentSpanId: installSpan(installId).spanId },
    ...{ startedAt, endedAt, problem: null },
    attributes: { 'ironflake.install_id': installId, 'ironflake.attempt': attempt },
  };
}

interface BrokenPhase {
  readonly phase: Phase;
  readonly attempt: number;
  readonly startedAt: number;
  /** When the next try began; null: there was none. */
  readonly brokenAt: number | null;
}

/** Within a try phases follow one another: one that begins before the last has ended is another try's; pure. */
export function unendedPhases(events: readonly InstallEvent[]): readonly BrokenPhase[] {
  const broken: BrokenPhase[] = [];
  let open: { phase: Phase; startedAt: number } | null = null;
  let attempt = 1;
  for (const { at, body } of events) {
    if (body.kind === 'phase-ended') open = null;
    if (body.kind !== 'phase-started') continue;
    const startedAt = Date.parse(at);
    if (open !== null) {
      broken.push({ ...open, attempt, brokenAt: startedAt });
      attempt += 1;
    }
    open = { phase: body.phase, startedAt };
  }
  return open === null ? broken : [...broken, { ...open, attempt, brokenAt: null }];
}

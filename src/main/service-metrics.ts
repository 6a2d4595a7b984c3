/** What is measured of installs and of this process. */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import type { InstallRecords } from '../install/records.ts';
import { createMetrics, type Metrics } from '../service/metrics.ts';
import type { Store } from '../store/store.ts';

const PHASE_BUCKETS_SECONDS = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200];
const NANOSECONDS = 1e9;

/** Metrics of a service over this store. */
export function createServiceMetrics(store: Pick<Store, 'installs'>): Metrics {
  const metrics = createMetrics();
  metrics.gauge('ironflake_installs', 'Installs by state, of all processes.', async () => {
    const counts = await store.installs.countByState();
    return Object.entries(counts).map(([state, value]) => ({ labels: { state }, value }));
  });
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  metrics.gauge('ironflake_event_loop_delay_seconds', 'Since the last look.', () => {
    const samples = [
      { labels: { quantile: '0.5' }, value: delay.percentile(50) / NANOSECONDS },
      { labels: { quantile: '0.99' }, value: delay.percentile(99) / NANOSECONDS },
    ];
    delay.reset();
    return samples;
  });
  metrics.gauge('process_resident_memory_bytes', 'Memory of this process.', () => [
    { labels: {}, value: process.memoryUsage.rss() },
  ]);
  metrics.gauge('process_start_time_seconds', 'When this process started.', () => [
    { labels: {}, value: Math.round(Date.now() / 1000 - process.uptime()) },
  ]);
  return metrics;
}

/** The same record, which counts what it is told. A step that runs twice may count twice. */
export function withMetrics(records: InstallRecords, metrics: Metrics): InstallRecords {
  const phases = metrics.histogram(
    'ironflake_phase_seconds',
    'How long phases of installs took.',
    PHASE_BUCKETS_SECONDS,
  );
  const own = metrics.histogram(
    'ironflake_phase_own_seconds',
    'The part of phases in which neither machine nor provider was at work.',
    PHASE_BUCKETS_SECONDS,
  );
  const ended = metrics.counter('ironflake_installs_ended_total', 'Installs by how they ended.');
  const retries = metrics.counter('ironflake_retries_total', 'Steps tried again, by problem.');
  const counted = (records: InstallRecords): InstallRecords => ({
    ...records,
    async phaseEnded(installId, timing) {
      await records.phaseEnded(installId, timing);
      const { phase, totalMs, machineMs } = timing;
      phases.observe({ phase }, totalMs / 1000);
      own.observe({ phase }, Math.max(0, totalMs - machineMs) / 1000);
    },
    async retrying(installId, stepName, attempt, problem) {
      await records.retrying(installId, stepName, attempt, problem);
      retries.add({ code: problem.code });
    },
    async ready(installId, proof) {
      await records.ready(installId, proof);
      ended.add({ outcome: 'ready', code: '' });
    },
    async failed(installId, problem) {
      await records.failed(installId, problem);
      ended.add({ outcome: 'failed', code: problem.code });
    },
    async cancelled(installId) {
      await records.cancelled(installId);
      ended.add({ outcome: 'cancelled', code: '' });
    },
    forAttempt: (attempt) => counted(records.forAttempt(attempt)),
  });
  return counted(records);
}

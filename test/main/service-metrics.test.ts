import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { createCallRecord } from '../../src/http/call-record.ts';
import type { InstallRecords } from '../../src/install/records.ts';
import { createServiceMetrics, withMetrics } from '../../src/main/service-metrics.ts';
import { createQuotaMetrics } from '../../src/main/vendor-quota.ts';
import type { Store } from '../../src/store/store.ts';
import { createMemoryAccess } from '../service/memory-access.ts';
import { fake } from '../support/fake.ts';

/** The page of a service in which one install took 9 s to be reached, and failed. */
async function pageOfService(): Promise<string> {
  const installs = fake<Store['installs']>({ countByState: async () => ({ failed: 1 }) });
  const metrics = createServiceMetrics({ installs });
  createCallRecord(createMemoryAccess(), metrics);
  const showQuota = createQuotaMetrics(metrics);
  showQuota('hcloud', 'main', async () => [{ group: 'all', limit: 3_600, left: 3_599 }]);
  showQuota('robot', 'metal', async () => [{ group: 'reset', limit: 50, left: 1 }]);
  showQuota('robot', 'metal', async () => [{ group: 'reset', limit: 50, left: 49 }]);
  const told = async (): Promise<void> => {};
  const quiet = fake<InstallRecords>({ phaseEnded: told, retrying: told, failed: told });
  const records = withMetrics(quiet, metrics);
  const startedAt = '2026-11-22T12:00:00.000Z';
  const timing = { phase: 'reach', startedAt, endedAt: startedAt, totalMs: 9_000 } as const;
  await records.phaseEnded('i', { ...timing, machineMs: 8_500 });
  const problem = { code: 'machine.unreachable', message: '', details: {} } as const;
  await records.retrying('i', 'reach.host', 1, problem);
  await records.failed('i', problem);
  return metrics.render();
}

describe('the metrics of a service', () => {
  it('tell how long phases took, how much of it was ours, and how installs ended', async () => {
    const page = await pageOfService();
    expect(page).toContain('ironflake_installs{state="failed"} 1\n');
    expect(page).toContain('ironflake_phase_seconds_sum{phase="reach"} 9\n');
    expect(page).toContain('ironflake_phase_own_seconds_sum{phase="reach"} 0.5\n');
    expect(page).toContain(
      'ironflake_installs_ended_total{outcome="failed",code="machine.unreachable"} 1\n',
    );
    expect(page).toContain(
      'ironflake_vendor_quota_left{provider="hcloud",account="main",group="all"} 3599\n' +
        'ironflake_vendor_quota_left{provider="robot",account="metal",group="reset"} 49\n',
    );
    expect(page).toContain(
      'ironflake_vendor_quota_limit{provider="robot",account="metal",group="reset"} 50\n',
    );
    expect(page).toMatch(/ironflake_event_loop_delay_seconds\{quantile="0\.99"\} [0-9.e-]+\n/);
  });

  it('are all that the dashboard of docs/grafana asks for', async () => {
    const file = new URL('../../docs/grafana/ironflake.json', import.meta.url);
    const dashboard = readFileSync(file, 'utf8');
    const asked = [...dashboard.matchAll(/\b(ironflake_[a-z_]+?)(_bucket|_count|_sum)?\b/g)];
    const page = await pageOfService();
    const missing = asked
      .map(([, name]) => name)
      .filter((name) => !page.includes(`# TYPE ${name} `));
    expect(asked.length).toBeGreaterThan(8);
    expect(missing).toEqual([]);
  });
});

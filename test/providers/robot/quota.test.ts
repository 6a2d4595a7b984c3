import { describe, expect, it } from '@jest/globals';
import { createMemoryQuotaLedger, createQuota, limitOf } from '../../../providers/robot/quota.ts';
import { failureOf, jumpingClock } from './make.ts';

const HOUR_MS = 3_600_000;

const call = (method: string, path: string) => ({
  method,
  path,
  host: 'robot.test',
  durationMs: 0,
});

describe('the limit of a call', () => {
  it.each([
    ['GET', '/server', 'server-read', 200],
    ['GET', '/server/321', 'server-read', 200],
    ['POST', '/server/321', 'server-write', 200],
    ['POST', '/server/321/cancellation', 'cancellation', 200],
    ['GET', '/reset/321', 'reset-read', 500],
    ['POST', '/reset/321', 'reset', 50],
    ['POST', '/wol/321', 'wol', 10],
    ['DELETE', '/boot/321/rescue', 'boot', 500],
    ['GET', '/boot/321/rescue/last', 'boot', 500],
    ['GET', '/key', 'key-read', 500],
    ['DELETE', '/key/aa:bb', 'key-write', 200],
    ['GET', '/ip/203.0.113.5', 'ip', 5000],
    ['GET', '/subnet/2001:db8::', 'subnet', 5000],
    ['POST', '/rdns/203.0.113.5', 'rdns', 500],
    ['GET', '/vswitch/1', 'vswitch-read', 500],
    ['POST', '/vswitch/1/server', 'vswitch-write', 100],
    ['GET', '/order/server_market/product', 'order-read', 500],
    ['POST', '/order/server/transaction', 'order', 20],
    ['POST', '/order/server_market/transaction', 'order', 20],
  ])('%s %s', (method, path, group, limit) => {
    expect(limitOf(method, path)).toMatchObject({ group, limit });
  });

  it('is a bug where it is not known', () => {
    expect(() => limitOf('GET', '/traffic')).toThrow('No limit is known');
  });
});

describe('a quota', () => {
  it('is never exceeded in any hour, by many that ask at once', async () => {
    const clock = jumpingClock();
    const ledger = createMemoryQuotaLedger(clock);
    const quota = createQuota(ledger, clock);
    const sentAt: number[] = [];
    const ask = async () => {
      try {
        await quota.take('robot:x', call('GET', '/server/1'));
        sentAt.push(clock.now());
      } catch (error) {
        expect(error).toMatchObject({ code: 'provider.rate-limited' });
      }
    };
    for (let minute = 0; minute < 180; minute += 1) {
      await Promise.all(Array.from({ length: 7 }, ask));
      await clock.sleep(60_000, new AbortController().signal);
    }
    const busiest = Math.max(
      ...sentAt.map((end) => sentAt.filter((at) => at > end - HOUR_MS && at <= end).length),
    );

    expect(busiest).toBe(200);
  });

  it('names the time at which another call is allowed', async () => {
    const clock = jumpingClock();
    const quota = createQuota(createMemoryQuotaLedger(clock), clock);
    const wol = call('POST', '/wol/1');
    const first = clock.now();
    for (let count = 0; count < 10; count += 1) {
      await quota.take('robot:x', wol);
      await clock.sleep(60_000, new AbortController().signal);
    }
    const refused = await failureOf(quota.take('robot:x', wol));
    const tryAgainAt = Date.parse(String(refused.details.tryAgainAt));

    expect(refused).toMatchObject({ details: { outcome: 'not-sent', group: 'wol', limit: 10 } });
    expect(Math.abs(tryAgainAt - (first + HOUR_MS))).toBeLessThanOrEqual(1_000);
    await clock.sleep(tryAgainAt - clock.now(), new AbortController().signal);
    await quota.take('robot:x', wol);
  });

  it('counts what another process has sent', async () => {
    const clock = jumpingClock();
    const ledger = createMemoryQuotaLedger(clock);
    for (let count = 0; count < 20; count += 1) await ledger.take('robot:x:order', 20, HOUR_MS);
    const quota = createQuota(ledger, clock);

    await expect(
      quota.take('robot:x', call('POST', '/order/server/transaction')),
    ).rejects.toMatchObject({ code: 'provider.rate-limited' });
  });

  it('keeps a gate closed that the vendor closed, for as long as the vendor said', async () => {
    const clock = jumpingClock();
    const quota = createQuota(createMemoryQuotaLedger(clock), clock);
    const reset = call('POST', '/reset/1');
    quota.close(reset, 600_000);

    await expect(quota.take('robot:x', reset)).rejects.toMatchObject({
      details: { tryAgainAt: new Date(clock.now() + 600_000).toISOString() },
    });
    await quota.take('robot:x', call('GET', '/reset/1'));
    await clock.sleep(600_000, new AbortController().signal);
    await quota.take('robot:x', reset);
  });

  it('tells what is left behind each gate', async () => {
    const clock = jumpingClock();
    const quota = createQuota(createMemoryQuotaLedger(clock), clock);
    await quota.take('robot:x', call('POST', '/reset/1'));
    quota.close(call('POST', '/wol/1'), 600_000);

    const left = await quota.left('robot:x');
    expect(left).toContainEqual({ group: 'reset', limit: 50, left: 49 });
    expect(left).toContainEqual({ group: 'wol', limit: 10, left: 0 });
    expect(left).toContainEqual({ group: 'order', limit: 20, left: 20 });
  });
});

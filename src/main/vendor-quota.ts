/** What is left of the vendors' limits on calls, as metrics. */

import type { ReadQuota } from '../../providers/provider.ts';
import type { AccountProvider } from '../domain/account.ts';
import type { Metrics } from '../service/metrics.ts';

/** Takes what reads the quota of an account; a later one of the same account stands for it. */
export type ShowQuota = (provider: AccountProvider, account: string, read: ReadQuota) => void;

/** Adds two gauges; an account shows in them once its credentials have been used by this process. */
export function createQuotaMetrics(metrics: Metrics): ShowQuota {
  const shown = new Map<string, { labels: Record<string, string>; read: ReadQuota }>();
  const samples = async (value: 'limit' | 'left') => {
    const pages = [...shown.values()].map(async ({ labels, read }) =>
      (await read()).map((one) => ({
        labels: { ...labels, group: one.group },
        value: one[value],
      })),
    );
    return (await Promise.all(pages)).flat();
  };
  metrics.gauge(
    'ironflake_vendor_quota_left',
    'Calls that the vendor still takes before it refuses them for being too many, as counted here.',
    () => samples('left'),
  );
  metrics.gauge(
    'ironflake_vendor_quota_limit',
    'Calls that the vendor takes in an hour; orders in a day.',
    () => samples('limit'),
  );
  return (provider, account, read) =>
    void shown.set(`${provider}/${account}`, { labels: { provider, account }, read });
}

/** The metrics as a page. */

import type { Metrics } from '../../service/metrics.ts';
import type { Handlers } from '../handler.ts';

/** The handler of `/metrics`. */
export function createMetricsHandlers(metrics: Metrics): Pick<Handlers, 'readMetrics'> {
  return {
    async readMetrics() {
      const bytes = Buffer.from(await metrics.render());
      return {
        kind: 'bytes',
        headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
        bytes,
      };
    },
  };
}

import { describe, expect, it } from '@jest/globals';
import { createMetrics } from '../../src/service/metrics.ts';

describe('the metrics', () => {
  it('are rendered as Prometheus reads them', async () => {
    const metrics = createMetrics();
    const counter = metrics.counter('a_total', 'As.');
    counter.add({ kind: 'x"y\\\n' });
    counter.add({ kind: 'x"y\\\n' }, 2);
    const seconds = metrics.histogram('b_seconds', 'Bs.', [1, 5]);
    seconds.observe({ phase: 'disko' }, 0.5);
    seconds.observe({ phase: 'disko' }, 3);
    metrics.gauge('c', 'Cs.', async () => [{ labels: {}, value: 7 }]);
    expect(await metrics.render()).toBe(
      [
        '# HELP a_total As.',
        '# TYPE a_total counter',
        'a_total{kind="x\\"y\\\\\\n"} 3',
        '# HELP b_seconds Bs.',
        '# TYPE b_seconds histogram',
        'b_seconds_bucket{phase="disko",le="1"} 1',
        'b_seconds_bucket{phase="disko",le="5"} 2',
        'b_seconds_bucket{phase="disko",le="+Inf"} 2',
        'b_seconds_sum{phase="disko"} 3.5',
        'b_seconds_count{phase="disko"} 2',
        '# HELP c Cs.',
        '# TYPE c gauge',
        'c 7',
        '',
      ].join('\n'),
    );
  });

  it('show the rest when one of them cannot be read', async () => {
    const metrics = createMetrics();
    metrics.gauge('broken', 'Away.', () => Promise.reject(new Error('database away')));
    metrics.counter('good_total', 'There.').add({});
    expect(await metrics.render()).toBe(
      '# HELP good_total There.\n# TYPE good_total counter\ngood_total 1\n',
    );
  });
});

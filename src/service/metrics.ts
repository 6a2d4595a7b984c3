/** Counters, gauges and histograms in the text format of Prometheus, version 0.0.4. */

export type Labels = Readonly<Record<string, string>>;

export interface Counter {
  add(labels: Labels, by?: number): void;
}

export interface Histogram {
  observe(labels: Labels, seconds: number): void;
}

export interface Metrics {
  counter(name: string, help: string): Counter;
  /** @param buckets upper bounds, rising */
  histogram(name: string, help: string, buckets: readonly number[]): Histogram;
  /** Read anew for each page; one that fails is left out. */
  gauge(
    name: string,
    help: string,
    read: () => Promise<readonly Sample[]> | readonly Sample[],
  ): void;
  /** All of them as a page. */
  render(): Promise<string>;
}

export interface Sample {
  readonly labels: Labels;
  readonly value: number;
}

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** Lines without the family's name in front. */
  lines(): Promise<readonly string[]> | readonly string[];
}

/** An empty set of metrics. */
export function createMetrics(): Metrics {
  const families: Family[] = [];
  return {
    counter(name, help) {
      const values = new Map<string, number>();
      const lines = () => [...values].map(([labels, value]) => `${name}${labels} ${value}`);
      families.push({ name, help, type: 'counter', lines });
      return {
        add(labels, by = 1) {
          const key = render(labels);
          values.set(key, (values.get(key) ?? 0) + by);
        },
      };
    },
    histogram(name, help, buckets) {
      const series = new Map<string, Series>();
      const lines = () => [...series.values()].flatMap((one) => histogramLines(name, buckets, one));
      families.push({ name, help, type: 'histogram', lines });
      return {
        observe(labels, seconds) {
          const key = render(labels);
          const one = series.get(key) ?? { labels, counts: buckets.map(() => 0), sum: 0, count: 0 };
          series.set(key, one);
          buckets.forEach((bound, index) => {
            if (seconds <= bound) one.counts[index] = (one.counts[index] ?? 0) + 1;
          });
          one.sum += seconds;
          one.count += 1;
        },
      };
    },
    gauge(name, help, read) {
      const lines = async () =>
        (await read()).map(({ labels, value }) => `${name}${render(labels)} ${value}`);
      families.push({ name, help, type: 'gauge', lines });
    },
    async render() {
      const pages = await Promise.all(families.map(page));
      return pages.join('');
    },
  };
}

interface Series {
  readonly labels: Labels;
  readonly counts: number[];
  sum: number;
  count: number;
}

async function page({ name, help, type, lines }: Family): Promise<string> {
  try {
    const body = [...(await lines())];
    return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...body, ''].join('\n');
  } catch {
    // What cannot be read now must not hide the rest.
    return '';
  }
}

function histogramLines(
  name: string,
  buckets: readonly number[],
  { labels, counts, sum, count }: Series,
): readonly string[] {
  const bounds = buckets.map(
    (bound, index) => `${name}_bucket${render({ ...labels, le: String(bound) })} ${counts[index]}`,
  );
  const all = `${name}_bucket${render({ ...labels, le: '+Inf' })} ${count}`;
  const key = render(labels);
  return [...bounds, all, `${name}_sum${key} ${sum}`, `${name}_count${key} ${count}`];
}

function render(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

function escapeLabel(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

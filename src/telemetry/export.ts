/** Spans to a collector, by OTLP over HTTP; alone in knowing OpenTelemetry. Loaded only where that is configured. */

import {
  context,
  DiagLogLevel,
  diag,
  type Link,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type IdGenerator, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Logger } from '../domain/logger.ts';
import type { FinishedSpan, SpanIds, TellSpan } from '../domain/span.ts';

export interface ExportSettings {
  /** Where spans are posted to. */
  readonly url: string;
  /** Secrets of the collector among them. */
  readonly headers: Readonly<Record<string, string>>;
  /** `service.name` among them. */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface SpanExport {
  /** Kept in memory and sent in batches; what a collector does not take is dropped, and the log says so. */
  readonly tell: TellSpan;
  /** Sends what is left. */
  stop(): Promise<void>;
}

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
} as const;

/** Begins; sends nothing before the first span. */
export function createSpanExport(settings: ExportSettings, logger: Logger): SpanExport {
  const { url, headers, attributes } = settings;
  diag.setLogger(toDiagLogger(logger), { logLevel: DiagLogLevel.WARN });
  const ids = createIds();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ ...attributes }),
    idGenerator: ids,
    spanProcessors: [
      new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url, headers: { ...headers } }) }),
    ],
  });
  const tracer = provider.getTracer('ironflake');
  return {
    tell: (span) => start(tracer, ids, span),
    async stop() {
      await provider.shutdown();
      diag.disable();
    },
  };
}

interface Ids extends IdGenerator {
  /** Those of the next span. */
  set(next: SpanIds): void;
}

/** Ours are known before a span is made; the making is synchronous, so that they cannot be mixed up. */
function createIds(): Ids {
  let next: SpanIds = { traceId: '', spanId: '' };
  return {
    set(ids) {
      next = ids;
    },
    generateTraceId: () => next.traceId,
    generateSpanId: () => next.spanId,
  };
}

function start(tracer: Tracer, ids: Ids, span: FinishedSpan): void {
  ids.set(span);
  const { name, kind, startedAt, endedAt, problem, links = [] } = span;
  const made = tracer.startSpan(
    name,
    {
      kind: KINDS[kind],
      startTime: startedAt,
      attributes: {
        ...span.attributes,
        ...(problem === null ? {} : { 'error.type': problem.code }),
      },
      links: links.map(toLink),
    },
    parentContext(span),
  );
  if (problem !== null) made.setStatus({ code: SpanStatusCode.ERROR, message: problem.message });
  made.end(endedAt);
}

function parentContext({ traceId, parentSpanId }: FinishedSpan) {
  const root = trace.deleteSpan(context.active());
  if (parentSpanId === null) return root;
  const parent = { traceId, spanId: parentSpanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
  return trace.setSpanContext(root, parent);
}

function toLink({ traceId, spanId }: SpanIds): Link {
  return { context: { traceId, spanId, traceFlags: TraceFlags.SAMPLED } };
}

function toDiagLogger(logger: Logger) {
  const say = (level: 'warn' | 'error') => (message: string) =>
    logger[level]({ telemetry: message.slice(0, 500) }, 'Traces could not be sent');
  const quiet = () => {};
  return { error: say('error'), warn: say('warn'), info: quiet, debug: quiet, verbose: quiet };
}

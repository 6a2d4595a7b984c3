/** Where traces go, by the variables that OpenTelemetry has given names to. */

export interface TelemetryConfig {
  /** Where spans are posted to. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of this service, `service.name` among them. */
  readonly attributes: Readonly<Record<string, string>>;
}

const PAIRS_TYPE = 'NAME=VALUE, joined by commas';

/** Their rows of the one table. @see https://opentelemetry.io/docs/specs/otel/protocol/exporter/ */
export const TELEMETRY_VARIABLES = {
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    type: 'http URL',
    default: null,
    meaning:
      'OpenTelemetry collector that takes OTLP over HTTP, as `http://127.0.0.1:4318`; `/v1/traces` is added. No traces when absent. See running.md.',
    isSecret: false,
    isValid: isEndpoint,
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    type: 'http URL',
    default: null,
    meaning: 'The same for traces alone, in full: nothing is added.',
    isSecret: false,
    isValid: isEndpoint,
  },
  OTEL_EXPORTER_OTLP_HEADERS: {
    type: PAIRS_TYPE,
    default: null,
    meaning: 'Headers of every call to it, such as its token; values in percent encoding.',
    isSecret: true,
    isValid: isPairs,
  },
  OTEL_SERVICE_NAME: {
    type: 'text',
    default: 'ironflake',
    meaning: 'What this service is called in traces.',
    isSecret: false,
    isValid: (text: string) => /^[ -~]+$/.test(text),
  },
  OTEL_RESOURCE_ATTRIBUTES: {
    type: PAIRS_TYPE,
    default: null,
    meaning: 'What else is said of this service in traces, such as `deployment.environment=lab`.',
    isSecret: false,
    isValid: isPairs,
  },
} as const;

/** The settings as they are used; null: no collector is named. */
export function toTelemetryConfig(
  texts: Readonly<Record<keyof typeof TELEMETRY_VARIABLES, string | null>>,
): TelemetryConfig | null {
  const base = texts.OTEL_EXPORTER_OTLP_ENDPOINT;
  const full = texts.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  const url = full ?? (base === null ? null : `${base.replace(/\/+$/, '')}/v1/traces`);
  if (url === null) return null;
  return Object.freeze({
    url,
    headers: Object.freeze(parsePairs(texts.OTEL_EXPORTER_OTLP_HEADERS ?? '') ?? {}),
    attributes: Object.freeze({
      ...parsePairs(texts.OTEL_RESOURCE_ATTRIBUTES ?? ''),
      'service.name': texts.OTEL_SERVICE_NAME ?? TELEMETRY_VARIABLES.OTEL_SERVICE_NAME.default,
    }),
  });
}

/** A secret has its own place, the headers: a URL is shown in logs. */
function isEndpoint(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.username === '';
}

function isPairs(text: string): boolean {
  return parsePairs(text) !== null;
}

function parsePairs(text: string): Readonly<Record<string, string>> | null {
  const pairs: Record<string, string> = {};
  for (const part of text.split(',').filter((one) => one.trim() !== '')) {
    const [, name, value] = /^\s*([!-+\--<>-~]+)=(.*)$/.exec(part) ?? [];
    if (name === undefined || value === undefined) return null;
    try {
      pairs[name] = decodeURIComponent(value.trim());
    } catch {
      return null;
    }
  }
  return pairs;
}

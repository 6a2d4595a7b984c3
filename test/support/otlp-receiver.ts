/** A collector: takes OTLP as JSON over HTTP, and keeps what it was sent. */

import { once } from 'node:events';
import { createServer } from 'node:http';
import { BugError } from '../../src/domain/error.ts';

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** 1: internal, 2: server, 3: client. */
  readonly kind: number;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  /** 2: an error. */
  readonly status: { readonly code?: number; readonly message?: string };
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** Of the sender. */
  readonly resource: Readonly<Record<string, string | number>>;
}

export interface OtlpReceiver {
  readonly endpoint: string;
  spans(): readonly ReceivedSpan[];
  /** Everything that came, as it came: path, headers and bodies. */
  text(): string;
  close(): Promise<void>;
}

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}

/** Listens on a free port of 127.0.0.1. */
export async function startOtlpReceiver(): Promise<OtlpReceiver> {
  const spans: ReceivedSpan[] = [];
  const texts: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      texts.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}\n${body}`);
      spans.push(...spansOf(JSON.parse(body)));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) {
    throw new BugError('bug.unexpected', 'The receiver has no TCP port.');
  }
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    spans: () => spans,
    text: () => texts.join('\n'),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Sent {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Attribute[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly (Omit<ReceivedSpan, 'attributes' | 'links' | 'resource'> & {
        readonly attributes: readonly Attribute[];
        readonly links?: ReceivedSpan['links'];
      })[];
    }[];
  }[];
}

function spansOf({ resourceSpans }: Sent): readonly ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans
      .flatMap(({ spans }) => spans)
      .map(({ attributes, links = [], ...span }) => ({
        ...span,
        links,
        attributes: valuesOf(attributes),
        resource: valuesOf(resource.attributes),
      })),
  );
}

function valuesOf(attributes: readonly Attribute[]): ReceivedSpan['attributes'] {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? '']),
  );
}

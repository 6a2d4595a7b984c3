/** The ids of an install's trace: made from its own id, so that a restart of the service goes on in the same trace. */

import { createHash } from 'node:crypto';
import type { Phase } from '../domain/install.ts';
import type { SpanIds } from '../domain/span.ts';

const TRACE_ID_LENGTH = 32;
const SPAN_ID_LENGTH = 16;

/** The install as a whole. */
export function installSpan(installId: string): SpanIds {
  return {
    traceId: hex(`trace ${installId}`, TRACE_ID_LENGTH),
    spanId: hex(`install ${installId}`, SPAN_ID_LENGTH),
  };
}

/** One phase of one of its tries. */
export function phaseSpan(installId: string, phase: Phase, attempt: number): SpanIds {
  const { traceId } = installSpan(installId);
  return { traceId, spanId: hex(`${phase} ${attempt} ${installId}`, SPAN_ID_LENGTH) };
}

function hex(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

import { describe, expect, it } from '@jest/globals';
import type { AnsweredCall, FinishedSpan } from '../../src/domain/span.ts';
import { createCallTraces, parseTraceparent } from '../../src/telemetry/trace-calls.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';
const CALL: AnsweredCall = {
  ...{ operationId: 'getInstall', method: 'GET', route: '/v1/installs/{installId}', status: 200 },
  ...{ requestId: 'r', traceparent: null, installId: null, endedAt: 1_000, durationMs: 20 },
};

function told(change: Partial<AnsweredCall>): FinishedSpan | undefined {
  const spans: FinishedSpan[] = [];
  createCallTraces((span) => void spans.push(span))({ ...CALL, ...change });
  return spans[0];
}

describe('the header traceparent', () => {
  it.each([
    [`00-${TRACE}-${SPAN}-01`, { traceId: TRACE, spanId: SPAN, isSampled: true }],
    [`00-${TRACE}-${SPAN}-00`, { traceId: TRACE, spanId: SPAN, isSampled: false }],
    [`cc-${TRACE}-${SPAN}-03-later`, { traceId: TRACE, spanId: SPAN, isSampled: true }],
    [`ff-${TRACE}-${SPAN}-01`, null],
    [`00-${TRACE}-${SPAN}-01-more`, null],
    [`00-${'0'.repeat(32)}-${SPAN}-01`, null],
    [`00-${TRACE}-${'0'.repeat(16)}-01`, null],
    [`00-${TRACE.toUpperCase()}-${SPAN}-01`, null],
    ['', null],
  ])('%s is read as the standard says', (header, want) => {
    expect(parseTraceparent(header)).toEqual(want);
  });
});

describe('the span of a call', () => {
  it('begins a trace where the caller has none', () => {
    const span = told({});
    expect(span).toMatchObject({
      ...{ name: 'GET /v1/installs/{installId}', kind: 'server', parentSpanId: null },
      ...{ startedAt: 980, endedAt: 1_000, problem: null, links: [] },
    });
    expect(span?.traceId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is not told where the caller keeps no trace', () => {
    expect(told({ traceparent: `00-${TRACE}-${SPAN}-00` })).toBeUndefined();
  });

  it.each([
    [404, null],
    [503, { code: 'bug.unexpected', message: 'Answered 503.' }],
  ])('with the status %d has the problem %p', (status, problem) => {
    expect(told({ status })?.problem).toEqual(problem);
  });
});

/** The contract as the tester can take it. */

import { asObject, type Json, type JsonObject } from '../../src/http/contract.ts';

/** Answers that never end are not for a tester that waits for their end. */
const STREAMS: ReadonlySet<string> = new Set(['/v1/events', '/v1/installs/{installId}/events']);
/** Specmatic walks the automaton of a pattern; with long texts that takes it minutes and all memory. */
const LONGEST_FOR_PATTERN = 300;

/** Without event streams, without second media types, and without patterns of long texts: they are sent any text. */
export function forTester(document: JsonObject): JsonObject {
  const paths = Object.entries(asObject(document.paths ?? {})).filter(
    ([path]) => !STREAMS.has(path),
  );
  return asObject(simplified({ ...document, paths: Object.fromEntries(paths) }));
}

function simplified(node: Json): Json {
  if (Array.isArray(node)) return node.map(simplified);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(asObject(node))
    .filter(([key]) => key !== 'pattern' || isShort(asObject(node)))
    .map(([key, value]) => [key, key === 'content' ? onlyFirst(value) : value] as const);
  return Object.fromEntries(entries.map(([key, value]) => [key, simplified(value)]));
}

function isShort({ maxLength, pattern }: JsonObject): boolean {
  const isBounded =
    typeof maxLength === 'number'
      ? maxLength <= LONGEST_FOR_PATTERN
      : !/[+*]/.test(String(pattern));
  return isBounded && String(pattern).length <= 80;
}

function onlyFirst(content: Json): Json {
  if (typeof content !== 'object' || content === null || Array.isArray(content)) return content;
  return Object.fromEntries(Object.entries(asObject(content)).slice(0, 1));
}

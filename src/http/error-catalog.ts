/** What each error code means to a caller: openapi/errors.yaml as a value and as a page. */

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { BugError, ERROR_CODES, type ErrorCode } from '../domain/error.ts';

export interface ErrorEntry {
  /** HTTP status at our edge. */
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
  readonly whatToDo: string;
}

export type ErrorCatalog = ReadonlyMap<ErrorCode, ErrorEntry>;

const CATALOG_URL = new URL('../../openapi/errors.yaml', import.meta.url);

/**
 * Reads the catalog and holds it against the codes, both ways.
 *
 * @throws BugError `bug.unexpected` naming every code that is missing, unknown or incomplete
 */
export function loadErrorCatalog(text: string = readFileSync(CATALOG_URL, 'utf8')): ErrorCatalog {
  const parsed: unknown = parse(text);
  const entries = new Map<string, unknown>(
    typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : [],
  );
  const codes: ReadonlySet<string> = new Set(ERROR_CODES);
  const unknown = [...entries.keys()].filter((code) => !codes.has(code));
  const catalog = new Map<ErrorCode, ErrorEntry>();
  for (const code of ERROR_CODES) {
    const entry = entries.get(code);
    if (isEntry(entry)) catalog.set(code, entry);
  }
  const missing = ERROR_CODES.filter((code) => !catalog.has(code));
  if (unknown.length + missing.length === 0) return catalog;
  throw new BugError(
    'bug.unexpected',
    `openapi/errors.yaml and the codes differ: missing or incomplete [${missing.join(', ')}], unknown [${unknown.join(', ')}].`,
  );
}

function isEntry(value: unknown): value is ErrorEntry {
  if (typeof value !== 'object' || value === null) return false;
  const { status, title, meaning, whatToDo } = { ...EMPTY, ...value };
  return typeof status === 'number' && [title, meaning, whatToDo].every(isText);
}

const EMPTY: Readonly<Record<keyof ErrorEntry, unknown>> = {
  status: null,
  title: null,
  meaning: null,
  whatToDo: null,
};

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** The entry of a code. */
export function errorEntry(catalog: ErrorCatalog, code: ErrorCode): ErrorEntry {
  const entry = catalog.get(code);
  if (entry !== undefined) return entry;
  throw new BugError('bug.unexpected', `The error catalog has no entry for ${code}.`);
}

/** The stable `type` of a problem document, RFC 9457 section 3.1.1. */
export function problemType(code: ErrorCode): string {
  return `urn:ironflake:error:${code}`;
}

/** The page docs/errors.md; same catalog, same bytes. */
export function renderErrorReference(catalog: ErrorCatalog): string {
  const lines = [
    '# Errors',
    '',
    'Made from `openapi/errors.yaml`. Every error has a stable `code`; its `type` is `urn:ironflake:error:` and the code.',
    'The status is that of an HTTP answer; most codes of `provider` and `machine` are met as the `problem` of an install.',
  ];
  for (const [code, entry] of catalog) {
    lines.push(
      '',
      `## \`${code}\``,
      '',
      `**${entry.title}** (HTTP ${entry.status}). ${entry.meaning}`,
    );
    lines.push('', `What to do: ${entry.whatToDo}`);
  }
  return `${lines.join('\n')}\n`;
}

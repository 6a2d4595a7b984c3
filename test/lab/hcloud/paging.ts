/** Lists as the vendor cuts them: filtered, sorted, in pages. */

import type { ApiCall, Reply } from '../stand-in/routes.ts';
import { invalidInput } from './refusal.ts';

const DEFAULT_PER_PAGE = 25;
const MAX_PER_PAGE = 50;

type Listed = Readonly<Record<string, unknown>>;

/**
 * One page of a list as the vendor answers it: `{ [key]: [...], meta: { pagination } }`.
 *
 * @throws Refusal 422 `invalid_input` for a bad page, size or sort field
 */
export function pageReply(
  key: string,
  items: readonly object[],
  { query, url }: Pick<ApiCall, 'query' | 'url'>,
): Reply {
  const page = positive(query, 'page', 1);
  const perPage = Math.min(positive(query, 'per_page', DEFAULT_PER_PAGE), MAX_PER_PAGE);
  const sorted = sortBy(
    items.map((item) => ({ ...item })),
    query.getAll('sort'),
  );
  const lastPage = Math.max(1, Math.ceil(items.length / perPage));
  const pagination = {
    page,
    per_page: perPage,
    previous_page: page > 1 ? page - 1 : null,
    next_page: page < lastPage ? page + 1 : null,
    last_page: lastPage,
    total_entries: items.length,
  };
  const shown = sorted.slice((page - 1) * perPage, page * perPage);
  const headers = { Link: linkHeader(url, { page, lastPage }) };
  return { status: 200, headers, body: { [key]: shown, meta: { pagination } } };
}

/** The pages around this one, as RFC 8288 has it. */
function linkHeader(asked: string, { page, lastPage }: { page: number; lastPage: number }): string {
  const link = (rel: string, wanted: number) => {
    const url = new URL(asked);
    url.searchParams.set('page', String(wanted));
    return `<${url.href}>; rel="${rel}"`;
  };
  return [
    ...(page > 1 ? [link('first', 1), link('prev', page - 1)] : []),
    ...(page < lastPage ? [link('next', page + 1)] : []),
    link('last', lastPage),
  ].join(', ');
}

/** Whether an item passes the list's `name` filter. */
export function hasWantedName(query: URLSearchParams, name: string | null): boolean {
  const wanted = query.get('name');
  return wanted === null || wanted === name;
}

function positive(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw invalidInput([{ name, messages: ['must be a positive integer'] }]);
}

function sortBy(items: Listed[], wishes: readonly string[]): Listed[] {
  for (const wish of wishes.toReversed()) {
    const [field = '', direction = 'asc'] = wish.split(':');
    if (!['id', 'name', 'created', 'status', 'command', 'started'].includes(field)) {
      throw invalidInput([{ name: 'sort', messages: [`unknown sort field '${field}'`] }]);
    }
    const sign = direction === 'desc' ? -1 : 1;
    items.sort((a, b) => sign * compare(a[field], b[field]));
  }
  return items;
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : Number(String(a) > String(b));
}

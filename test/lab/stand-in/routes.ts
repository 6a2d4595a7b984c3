/** What the stand-in's calls are made of: a route, the call it serves, and its answer. */

import type { ActionFault } from './faults.ts';

/** One call, read and let in. */
export interface ApiCall {
  /** Named parts of the path, decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** As it was asked for, with the endpoint's own path and the query. */
  readonly url: string;
  /** The parsed body; `{}` when the request had none. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Faults that were asked for this call and work through its effect. */
  readonly faults: readonly ActionFault[];
}

/** The answer to a call. */
export interface Reply {
  readonly status: number;
  /** Sent as JSON; nothing is sent when absent, and a text as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One call that can be made. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** `/servers/:id/actions/poweron`; without the path of the endpoint. */
  readonly path: string;
  serve(call: ApiCall): Reply | Promise<Reply>;
}

/** What became of the search for a route. */
export type RouteMatch =
  | { readonly kind: 'route'; readonly route: Route; readonly params: Record<string, string> }
  | { readonly kind: 'other-method' }
  | { readonly kind: 'none' };

/** The route of a method and path; tells a wrong method from an unknown path. Fixed parts win over named ones. */
export function findRoute(routes: readonly Route[], method: string, path: string): RouteMatch {
  let pathIsKnown = false;
  for (const route of routes) {
    const params = matchPath(route.path, path);
    if (params === null) continue;
    if (route.method === method) return { kind: 'route', route, params };
    pathIsKnown = true;
  }
  return { kind: pathIsKnown ? 'other-method' : 'none' };
}

function matchPath(template: string, path: string): Record<string, string> | null {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':') && value !== '') params[part.slice(1)] = decodePart(value);
    else if (part !== value) return null;
  }
  return params;
}

function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

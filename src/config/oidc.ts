/** Settings of the OpenID Connect issuer whose tokens are taken, as far as they are more than text. */

const SCOPES = ['read', 'install', 'order', 'admin'] as const;

export interface OidcConfig {
  readonly issuer: string;
  readonly audience: string;
  /** Name of the claim, or path of names joined by dots. */
  readonly scopeClaim: string;
  /** Value in that claim → scope. */
  readonly scopeMap: Readonly<Record<string, (typeof SCOPES)[number]>>;
  /** null: callers are not limited to labels. */
  readonly labelsClaim: string | null;
  readonly clockSkewSeconds: number;
}

/** What grants scopes unless said otherwise; our name in it, since `admin` alone means much elsewhere. */
export const SCOPE_MAP =
  'ironflake:read=read,ironflake:install=install,ironflake:order=order,ironflake:admin=admin';

/** Whether a text is a URL over https, or over plain http on this very host. */
export function isIssuer(text: string): boolean {
  const url = URL.parse(text);
  if (url === null || url.username !== '' || url.search !== '' || url.hash !== '') return false;
  const isHere = url.hostname === '127.0.0.1' || url.hostname === 'localhost';
  return url.protocol === 'https:' || (url.protocol === 'http:' && isHere);
}

/** Whether a text is VALUE=SCOPE, joined by commas. A value may hold `=` itself. */
export function isScopeMap(text: string): boolean {
  return parseScopeMap(text) !== null;
}

/** The settings as they are used; null: no issuer is named. */
export function toOidcConfig({
  issuer,
  audience,
  scopeMap,
  ...rest
}: Omit<OidcConfig, 'issuer' | 'audience' | 'scopeMap'> & {
  readonly issuer: string | null;
  readonly audience: string | null;
  readonly scopeMap: string;
}): OidcConfig | null {
  if (issuer === null || audience === null) return null;
  const map = Object.freeze(parseScopeMap(scopeMap) ?? {});
  return Object.freeze({ issuer, audience, scopeMap: map, ...rest });
}

function parseScopeMap(text: string): OidcConfig['scopeMap'] | null {
  const map: Record<string, (typeof SCOPES)[number]> = {};
  for (const part of text.split(',')) {
    const [, value = '', name] = /^\s*([!-~]+)=([a-z]+)\s*$/.exec(part) ?? [];
    const scope = SCOPES.find((one) => one === name);
    if (scope === undefined) return null;
    map[value] = scope;
  }
  return map;
}

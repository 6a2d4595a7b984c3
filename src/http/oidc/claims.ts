/** Claims of a checked token → who calls; pure. */

import type { JWTPayload } from 'jose';
import type { Labels } from '../../domain/labels.ts';
import { type Caller, SCOPES, type Scope } from '../auth.ts';

export interface ClaimRules {
  /** Name of the claim, or a path of names joined by dots, such as `realm_access.roles`. */
  readonly scopeClaim: string;
  /** Value in that claim → scope of ours. What is not in it grants nothing. */
  readonly scopeMap: Readonly<Record<string, Scope>>;
  /** Name or path of the claim that limits the caller to labels; null: callers are not limited. */
  readonly labelsClaim: string | null;
}

export type ClaimResult =
  | { readonly kind: 'caller'; readonly caller: Caller }
  | { readonly kind: 'refused'; readonly reason: string };

/** Printable ASCII without a blank: it becomes part of an idempotency key, and 255 is the most that OIDC Core 2 allows. */
const SUBJECT = /^[!-~]{1,255}$/;

/**
 * The caller that the claims tell of. Its name is `oidc:SUB`, so that nobody can take a stored token's name or id.
 * One without a scope of ours is a caller without rights. With a labels claim, a token that bears no label is
 * refused: else whoever the issuer forgot would see everything.
 */
export function toCaller(claims: JWTPayload, rules: ClaimRules): ClaimResult {
  const { sub = '' } = claims;
  if (!SUBJECT.test(sub)) return refused('sub is not 1 to 255 printable characters without blanks');
  const named = { name: `oidc:${sub}`, scopes: scopesOf(claims, rules) };
  if (rules.labelsClaim === null) return { kind: 'caller', caller: named };
  const labels = labelsOf(claimAt(claims, rules.labelsClaim));
  if (labels === null) {
    return refused(`the claim ${rules.labelsClaim} is not an object of one or more texts`);
  }
  return { kind: 'caller', caller: { ...named, labels } };
}

function refused(reason: string): ClaimResult {
  return { kind: 'refused', reason };
}

/** A text of words (RFC 8693 section 4.2) or a list of texts. */
function scopesOf(claims: JWTPayload, { scopeClaim, scopeMap }: ClaimRules): readonly Scope[] {
  const claim = claimAt(claims, scopeClaim);
  const values: readonly unknown[] = typeof claim === 'string' ? claim.split(' ') : asList(claim);
  const granted = new Set(
    values.map((value) =>
      typeof value === 'string' && Object.hasOwn(scopeMap, value) ? scopeMap[value] : undefined,
    ),
  );
  return SCOPES.filter((scope) => granted.has(scope));
}

function labelsOf(claim: unknown): Labels | null {
  if (!isObject(claim)) return null;
  const entries = Object.entries(claim);
  const texts = entries.filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
  );
  return texts.length === 0 || texts.length < entries.length ? null : Object.fromEntries(texts);
}

/** Names may hold dots themselves (`https://ironflake.example/scopes`): the whole name goes first. */
function claimAt(claims: object, name: string): unknown {
  if (Object.hasOwn(claims, name)) return Object.entries(claims).find(([key]) => key === name)?.[1];
  let node: unknown = claims;
  for (const part of name.split('.')) {
    if (!isObject(node) || !Object.hasOwn(node, part)) return undefined;
    node = node[part];
  }
  return node;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

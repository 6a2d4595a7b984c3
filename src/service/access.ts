/** Tokens and the audit log, as far as a caller may ask for them. */

import { RequestError } from '../domain/error.ts';
import type { Labels } from '../domain/labels.ts';
import type { Audit, AuditEntry } from '../store/audit.ts';
import type { TokenGrant, TokenRow, TokenScope, Tokens } from '../store/tokens.ts';

/** What the service needs of the store for it. */
export interface AccessPorts {
  readonly access: Pick<Tokens, 'create' | 'list' | 'revoke'>;
  readonly audit: Audit;
}

export interface NewToken {
  readonly tokenId: string;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  /** ISO 8601; null: it does not expire. */
  readonly expiresAt: string | null;
  /** Name of the caller's own token. */
  readonly createdBy: string;
  readonly labels: Labels | null;
  readonly callsPerMinute: number | null;
}

/**
 * Makes a token; its text is returned this once. Repeated with the same id, it gets another text.
 *
 * @throws RequestError `request.invalid` when it would have expired already, or an admin would be limited to labels
 */
export async function createToken(
  { access }: Pick<AccessPorts, 'access'>,
  { name, scopes, ...options }: NewToken,
): Promise<TokenGrant & { readonly token: string }> {
  const { expiresAt, labels } = options;
  if (labels !== null && scopes.includes('admin')) {
    throw new RequestError(
      'request.invalid',
      'A token with the scope admin may make others without limits, so labels would limit nothing; nothing was made.',
    );
  }
  if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) {
    throw new RequestError(
      'request.invalid',
      `expiresAt ${expiresAt} is in the past; nothing was made.`,
    );
  }
  return access.create(name, scopes, options);
}

/** One token, without its text. @throws RequestError `request.not-found` */
export async function getToken(
  { access }: Pick<AccessPorts, 'access'>,
  tokenId: string,
): Promise<TokenRow> {
  const found = (await access.list()).find((one) => one.tokenId === tokenId);
  if (found !== undefined) return found;
  throw new RequestError('request.not-found', `There is no token ${tokenId}.`, { tokenId });
}

/** Takes a token out of use. @throws RequestError `request.not-found` */
export async function revokeToken(
  { access }: Pick<AccessPorts, 'access'>,
  tokenId: string,
): Promise<TokenRow> {
  const revoked = await access.revoke(tokenId);
  if (revoked !== null) return revoked;
  throw new RequestError('request.not-found', `There is no token ${tokenId}.`, { tokenId });
}

const EXPORT_PAGE_SIZE = 1_000;

/** Every entry after a number, oldest first, to the last one there is now. May be repeated. */
export async function* exportAudit(
  { audit }: Pick<AccessPorts, 'audit'>,
  after: number,
): AsyncGenerator<AuditEntry, void> {
  let afterAuditId = after;
  for (;;) {
    const page = await audit.listAfter({ afterAuditId, limit: EXPORT_PAGE_SIZE });
    yield* page;
    if (page.length < EXPORT_PAGE_SIZE) return;
    afterAuditId = page.at(-1)?.auditId ?? afterAuditId;
  }
}

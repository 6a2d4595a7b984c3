/** Tokens and the audit log. */

import { Readable } from 'node:stream';
import type { components } from '../../../openapi/api.gen.ts';
import {
  type AccessPorts,
  createToken,
  exportAudit,
  getToken,
  revokeToken,
} from '../../service/access.ts';
import type { Once } from '../../service/once.ts';
import type { Handlers } from '../handler.ts';
import { onceFor } from '../once.ts';

type Token = components['schemas']['Token'];
type CreatedToken = components['schemas']['CreatedToken'];
type TokenRow = Awaited<ReturnType<AccessPorts['access']['list']>>[number];

const DEFAULT_PAGE_SIZE = 200;
const NDJSON = 'application/x-ndjson';

type AccessOperation = 'listTokens' | 'createToken' | 'revokeToken' | 'readAudit';

/** The handlers of who may do what, and who did what. */
export function createAccessHandlers(
  ports: AccessPorts,
  once: Once,
): Pick<Handlers, AccessOperation> {
  return {
    async listTokens() {
      const items = (await ports.access.list()).map(toToken);
      return { kind: 'json', status: 200, body: { items } };
    },
    async createToken(call) {
      const { name, scopes, expiresAt = null, labels = null, callsPerMinute = null } = call.body;
      const limits = { labels, callsPerMinute };
      const wish = { name, scopes, expiresAt, createdBy: call.caller?.name ?? '', ...limits };
      const { value, isNew } = await onceFor<CreatedToken>(once, 'createToken', call, {
        make: async (tokenId) => {
          const { token } = await createToken(ports, { tokenId, ...wish });
          return { tokenId, name, scopes, expiresAt, ...limits, token };
        },
        present: async (tokenId) => ({ ...toCreated(await getToken(ports, tokenId)), token: null }),
      });
      return { kind: 'json', status: isNew ? 201 : 200, body: value };
    },
    async revokeToken({ params }) {
      const body = toToken(await revokeToken(ports, params.tokenId));
      return { kind: 'json', status: 200, body };
    },
    async readAudit({ query, accepts }) {
      const afterAuditId = query.after ?? 0;
      if (accepts.includes(NDJSON)) {
        const bytes = Readable.from(toLines(exportAudit(ports, afterAuditId)));
        return { kind: 'bytes', headers: { 'content-type': NDJSON }, bytes };
      }
      const limit = query.limit ?? DEFAULT_PAGE_SIZE;
      const items = await ports.audit.listAfter({ afterAuditId, limit });
      const lastAuditId = items.at(-1)?.auditId ?? afterAuditId;
      return {
        kind: 'json',
        status: 200,
        body: { items: items.map((item) => ({ ...item })), lastAuditId },
      };
    },
  };
}

function toToken(row: TokenRow): Token {
  const { createdAt, lastUsedAt, createdBy } = row;
  return { ...toCreated(row), createdAt, lastUsedAt, createdBy };
}

function toCreated({ tokenId, name, scopes, expiresAt, labels, callsPerMinute }: TokenRow) {
  const limits = { labels: labels === null ? null : { ...labels }, callsPerMinute };
  return { tokenId, name, scopes: [...scopes], expiresAt, ...limits };
}

async function* toLines(entries: AsyncIterable<object>): AsyncGenerator<string, void> {
  for await (const entry of entries) yield `${JSON.stringify(entry)}\n`;
}

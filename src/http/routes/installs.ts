/** Start, read, list and cancel installs; their flakes. */

import { gzipSync } from 'node:zlib';
import { both } from '../../domain/labels.ts';
import { packTar } from '../../domain/tar.ts';
import { cancelInstall } from '../../service/cancel-install.ts';
import { getEvidence } from '../../service/get-evidence.ts';
import { getFlake } from '../../service/get-flake.ts';
import { getInstall } from '../../service/get-install.ts';
import { listInstalls } from '../../service/list-installs.ts';
import { permitInstall } from '../../service/permit-install.ts';
import type { ServicePorts } from '../../service/ports.ts';
import { type RetryPorts, retryInstall } from '../../service/retry-install.ts';
import { startInstall } from '../../service/start-install.ts';
import { requireScope, scopedKey } from '../auth.ts';
import type { ErrorCatalog } from '../error-catalog.ts';
import type { Handlers } from '../handler.ts';
import { toLabels } from '../labels.ts';
import { fromBody } from './install-request.ts';
import { installPath, toInstall, toStarted, toSummary } from './install-view.ts';

const DEFAULT_PAGE_SIZE = 20;

type InstallOperation =
  | 'startInstall'
  | 'listInstalls'
  | 'getInstall'
  | 'cancelInstall'
  | 'permitInstall'
  | 'retryInstall'
  | 'getEvidence'
  | 'getFlake';

/** The handlers of everything about installs but their events. */
export function createInstallHandlers(
  ports: ServicePorts & RetryPorts,
  catalog: ErrorCatalog,
): Pick<Handlers, InstallOperation> {
  const view = async (installId: string) => toInstall(catalog, await getInstall(ports, installId));
  return {
    async startInstall({ body, headers, caller }) {
      // What costs money needs more than the scope of the path.
      if (body.machine.order !== undefined && caller !== null) requireScope(caller, 'order');
      const idempotencyKey = scopedKey(caller, headers['idempotency-key']);
      const started = await startInstall(ports, { ...fromBody(body), idempotencyKey });
      const { installId } = started.install;
      return {
        kind: 'json',
        status: started.isNew ? 202 : 200,
        headers: { location: installPath(installId) },
        body: toStarted(await view(installId), started),
      };
    },
    async listInstalls({ query, caller }) {
      const labels = both(toLabels(query.label) ?? {}, caller?.labels ?? {});
      if (labels === null) {
        return { kind: 'json', status: 200, body: { items: [], nextCursor: null } };
      }
      const page = await listInstalls(ports, {
        labels: Object.keys(labels).length === 0 ? undefined : labels,
        state: query.state,
        cursor: query.cursor,
        limit: query.limit ?? DEFAULT_PAGE_SIZE,
      });
      const items = page.items.map((item) => toSummary(catalog, item));
      return { kind: 'json', status: 200, body: { items, nextCursor: page.nextCursor } };
    },
    async getInstall({ params }) {
      return { kind: 'json', status: 200, body: await view(params.installId) };
    },
    async cancelInstall({ params }) {
      await cancelInstall(ports, params.installId);
      return { kind: 'json', status: 202, body: await view(params.installId) };
    },
    async permitInstall({ params: { installId }, body }) {
      await permitInstall(ports, installId, body.planDigest);
      return { kind: 'json', status: 202, body: await view(installId) };
    },
    async retryInstall({ params: { installId }, body: { privateKey = null }, caller }) {
      const requireOrderScope = (): void => {
        if (caller !== null) requireScope(caller, 'order');
      };
      const started = await retryInstall(ports, { installId, privateKey, requireOrderScope });
      return {
        kind: 'json',
        status: started.isNew ? 202 : 200,
        headers: { location: installPath(started.install.installId) },
        body: await view(started.install.installId),
      };
    },
    async getEvidence({ params }) {
      const bytes = Buffer.from(await getEvidence(ports, params.installId));
      const headers = {
        'content-type': 'text/plain; charset=utf-8',
        'content-disposition': `attachment; filename="evidence-${params.installId}.txt"`,
      };
      return { kind: 'bytes', headers, bytes };
    },
    async getFlake({ params: { installId }, accepts }) {
      const files = await getFlake(ports, installId);
      if (!accepts.includes('application/gzip')) {
        const body = { installId, files: files.map(({ path, text }) => ({ path, text })) };
        return { kind: 'json', status: 200, body };
      }
      const headers = {
        'content-type': 'application/gzip',
        'content-disposition': `attachment; filename="flake-${installId}.tar.gz"`,
      };
      return {
        kind: 'bytes',
        headers,
        bytes: gzipSync(packTar(files.map(({ path, text }) => ({ path, content: text })))),
      };
    },
  };
}

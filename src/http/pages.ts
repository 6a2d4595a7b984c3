/** What a browser is given: the dashboard, and the client it runs on, from their very sources. */

import { readdirSync, readFileSync } from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import type { FastifyInstance } from 'fastify';

interface Page {
  readonly url: string;
  readonly mediaType: string;
  readonly text: string;
}

const SOURCES_URL = new URL('../', import.meta.url);

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  ts: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Scripts, styles and calls only of this very origin; nothing inline, nothing from elsewhere. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  // A picture of disks comes inside of an answer; as an image it can run nothing.
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** Adds `/`, `/web/…`, `/client/…` and what the client imports; files are read once. They hold nothing that needs a token. */
export function addPages(app: FastifyInstance): void {
  for (const { url, mediaType, text } of loadPages()) {
    app.get(url, (_request, reply) =>
      reply
        .header('content-security-policy', CONTENT_SECURITY_POLICY)
        .header('cache-control', 'no-cache')
        .type(mediaType)
        .send(text),
    );
  }
}

function loadPages(): readonly Page[] {
  const files = ['web', 'client'].flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, SOURCES_URL)).map((name) => `${folder}/${name}`),
  );
  // Its table of operations lies where its own import looks for it.
  return [...files, '../openapi/operations.gen.ts'].flatMap((file) => {
    const extension = file.split('.').at(-1) ?? '';
    const mediaType = MEDIA_TYPES[extension];
    if (mediaType === undefined) return [];
    const source = readFileSync(new URL(file, SOURCES_URL), 'utf8');
    // The client is one source for Node and browsers; a browser gets it without its types.
    const text = extension === 'ts' ? stripTypeScriptTypes(source) : source;
    const url = file === 'web/index.html' ? '/' : `/${file.replace('../', '')}`;
    return [{ url, mediaType, text }];
  });
}

/** The contract as a page to read and try, without anything from another host. */

import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import type { JsonObject } from './contract.ts';

/** The page sets inline styles of its own; all else comes from this origin. */
const CONTENT_SECURITY_POLICY = {
  'default-src': ["'self'"],
  'style-src': ["'self'", "'unsafe-inline'"],
  'img-src': ["'self'", 'data:'],
  'object-src': ["'none'"],
  'base-uri': ["'none'"],
  'frame-ancestors': ["'none'"],
};

/** Adds `/docs`. */
export async function addDocs(app: FastifyInstance, document: JsonObject): Promise<void> {
  const copy = JSON.parse(JSON.stringify(document));
  await app.register(fastifySwagger, { mode: 'static', specification: { document: copy } });
  await app.register(fastifySwaggerUi, {
    routePrefix: '/docs',
    staticCSP: CONTENT_SECURITY_POLICY,
    theme: { title: 'ironflake API' },
    uiConfig: { deepLinking: true, layout: 'BaseLayout', validatorUrl: null },
  });
}

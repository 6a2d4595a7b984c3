/** The whole HTTP service over ports in memory; every answer it gives is held against the contract. */

import type { FastifyInstance, InjectOptions } from 'fastify';
import { createEventBus } from '../../src/events/bus.ts';
import { createStaticTokens, SCOPES } from '../../src/http/auth.ts';
import { type Contract, loadContract } from '../../src/http/contract.ts';
import { createLogger } from '../../src/http/logger.ts';
import type { ReadinessCheck } from '../../src/http/routes/service.ts';
import { createServer } from '../../src/http/server.ts';
import { createAnswerCheck } from '../../src/http/validate.ts';
import { createMetrics } from '../../src/service/metrics.ts';
import { createMemoryAccess, type MemoryAccess } from '../service/memory-access.ts';
import { createMemoryAccounts, type MemoryAccounts } from '../service/memory-accounts.ts';
import { createMemoryCallKeys } from '../service/memory-call-keys.ts';
import { createMemoryGiveBacks, type MemoryGiveBacks } from '../service/memory-give-backs.ts';
import { createMemoryMachines, type MemoryMachines } from '../service/memory-machines.ts';
import { createMemoryOffers } from '../service/memory-offers.ts';
import { createMemoryPorts, type MemoryPorts } from '../service/memory-ports.ts';
import { createMemorySecrets } from '../service/memory-secrets.ts';
import { createMemoryWebhooks, type MemoryWebhooks } from '../service/memory-webhooks.ts';

export const PUBLIC_KEY =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJb1pKCzI8u0sd6hqB4VpK0VgMIIMGUeoJ3zXy9d7VZC ops';
export const PRIVATE_KEY = `-----BEGIN OPENSSH PRIVATE KEY-----\n${'canary'.repeat(20)}\n-----END OPENSSH PRIVATE KEY-----\n`;

export const EXISTING = {
  machine: { existing: { provider: 'hcloud', account: 'main', server: 'web-1' } },
  system: { hostname: 'web-1', authorizedKeys: [PUBLIC_KEY] },
  erase: 'planned-disks',
} as const;

export const ORDER = {
  machine: {
    order: {
      provider: 'hcloud',
      account: 'main',
      name: 'web-1',
      serverTypes: ['cx33'],
      locations: ['fsn1'],
      maxPrice: { monthlyGross: '12.00', currency: 'EUR' },
    },
  },
  system: { hostname: 'web-1', authorizedKeys: [PUBLIC_KEY] },
} as const;

export const SSH_HOST = {
  ...EXISTING,
  machine: { existing: { provider: 'ssh', host: '192.0.2.7', privateKey: PRIVATE_KEY } },
} as const;

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** Parsed; only for JSON. */
  readonly json: () => Record<string, unknown>;
}

export interface ServiceUnderTest {
  readonly app: FastifyInstance;
  readonly ports: MemoryPorts;
  readonly machines: MemoryMachines;
  readonly access: MemoryAccess;
  readonly accounts: MemoryAccounts;
  readonly givenBack: MemoryGiveBacks;
  readonly webhooks: MemoryWebhooks;
  readonly logLines: string[];
  /** Sends a call with the token of this scope, or of `team-a`: orders, limited to that label; fails when the answer is outside of the contract. */
  call(options: InjectOptions & { readonly scope?: string }): Promise<Answered>;
  /** Starts an install and returns its id. */
  start(payload?: object): Promise<string>;
}

const PLENTY_OF_CALLS = 1_000_000;

/** Token of a scope: `token-of-read`. */
export function tokenOf(scope: string): string {
  return `token-of-${scope}`;
}

/** Builds it; close `app` afterwards. */
export async function createServiceUnderTest(
  checks: readonly ReadinessCheck[] = [],
  {
    callsPerMinute = PLENTY_OF_CALLS,
    contract = loadContract(),
  }: { readonly callsPerMinute?: number; readonly contract?: Contract } = {},
): Promise<ServiceUnderTest> {
  const ports = createMemoryPorts();
  const machines = createMemoryMachines(ports);
  const bus = createEventBus();
  ports.onEvent = (installId) => bus.publish(installId);
  const logLines: string[] = [];
  const logger = createLogger('info', { write: (line) => void logLines.push(line) });
  const tokens = createStaticTokens([
    ...SCOPES.map((scope) => ({ token: tokenOf(scope), name: scope, scopes: [scope] })),
    {
      ...{ token: tokenOf('team-a'), name: 'team-a', scopes: ['order'] },
      labels: { team: 'a' },
    },
  ]);
  const access = createMemoryAccess();
  const accounts = createMemoryAccounts();
  const givenBack = createMemoryGiveBacks();
  const webhooks = createMemoryWebhooks(ports.secrets);
  const callKeys = createMemoryCallKeys();
  const side = {
    access,
    accounts,
    offers: createMemoryOffers(),
    giveBacks: givenBack.giveBacks,
    webhooks,
    allEvents: ports.allEvents,
    metrics: createMetrics(),
    callKeys,
  };
  const app = await createServer({
    ...side,
    flakes: { secrets: createMemorySecrets() },
    ...{ ports, machines, bus, tokens, checks, logger, callsPerMinute, contract },
  });
  const findBreaches = createAnswerCheck(contract);

  const call: ServiceUnderTest['call'] = async ({ scope, ...options }) => {
    const authorization = scope === undefined ? {} : { authorization: `Bearer ${tokenOf(scope)}` };
    const headers = { ...authorization, ...options.headers };
    const { statusCode: status, headers: given, body } = await app.inject({ ...options, headers });
    const path = String(options.url).split('?', 1)[0] ?? '';
    const mediaType = String(given['content-type']).split(';', 1)[0] ?? '';
    const method = options.method ?? 'GET';
    const breaches = findBreaches({ method, path, status, mediaType, body });
    if (breaches.length > 0) throw new Error(breaches.join('\n'));
    return { status, headers: given, text: body, json: () => JSON.parse(body) };
  };
  return {
    app,
    ports,
    machines,
    access,
    accounts,
    givenBack,
    webhooks,
    logLines,
    call,
    async start(payload = EXISTING) {
      const answer = await call({ method: 'POST', url: '/v1/installs', scope: 'order', payload });
      return String(answer.json().installId);
    },
  };
}

/** Puts the parts together; hands shells and vendor clients to the engine alone. */

import { randomUUID } from 'node:crypto';
import process from 'node:process';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { type Config, readConfig } from './config.ts';
import { createEventBus } from './events/bus.ts';
import { createLogger } from './http/logger.ts';
import { createOidcTokens } from './http/oidc/tokens.ts';
import { createServer } from './http/server.ts';
import { createCancelWorkflow } from './install/cancel.ts';
import { createPlanWorkflow } from './install/plan-workflow.ts';
import { createInstallWorkflow } from './install/workflow.ts';
import {
  configureAccounts,
  createAccountLookup,
  createAccountPorts,
  createAccountWorkflows,
  resumeChecks,
} from './main/account-work.ts';
import { createCallers } from './main/callers.ts';
import { firstToken, secretKey } from './main/first-start.ts';
import { createInstallDependencies } from './main/install-dependencies.ts';
import {
  createMachinePorts,
  createMachineWorkflows,
  resumeMachineWork,
} from './main/machine-work.ts';
import { createOffers, createOfferWorkflows } from './main/offer-work.ts';
import { createPlanRecords } from './main/plan-records.ts';
import { createProviders } from './main/providers.ts';
import { createServiceMetrics, withMetrics } from './main/service-metrics.ts';
import { createSidePorts, createSideWorkflows } from './main/side-ports.ts';
import { createSweepStarter, createSweepWorkflows } from './main/sweep-work.ts';
import { createTelemetry, type Telemetry } from './main/telemetry.ts';
import { createQuotaMetrics } from './main/vendor-quota.ts';
import { startWebhookDispatch } from './main/webhook-dispatch.ts';
import type { OfferDesk } from './service/list-offers.ts';
import type { MachinePorts } from './service/machines/ports.ts';
import type { AccountPorts } from './service/manage-accounts.ts';
import { CANCEL_WORKFLOW, INSTALL_WORKFLOW, PLAN_WORKFLOW } from './service/names.ts';
import type { ServicePorts } from './service/ports.ts';
import { createShells } from './ssh/connect.ts';
import { openDatabase } from './store/open.ts';
import { createStore, type Store } from './store/store.ts';
import { createSystemClock } from './workflow/clock.ts';
import { createEngine, type Engine } from './workflow/engine.ts';

/** How long running steps may take to end when the service is asked to; the rest is resumed later. */
const STOP_GRACE_MS = 5_000;

interface Service {
  readonly app: FastifyInstance;
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts everything in the order in which one part needs another; `stop` ends it the other way round. */
async function startService(config: Config, logger: Logger): Promise<Service> {
  const database = await openDatabase({
    databaseUrl: config.databaseUrl ?? undefined,
    dataDir: config.dataDir,
    logger,
    onFatal: (error) => {
      logger.fatal({ err: error }, 'The embedded database has died');
      process.exit(1);
    },
  });
  const key = config.secretKey ?? secretKey(config.dataDir);
  const store = createStore(database, key);
  const shells = createShells();
  const metrics = createServiceMetrics(store);
  const telemetry = await createTelemetry(config, store, logger);
  const provider = createProviders(config, store, {
    showQuota: createQuotaMetrics(metrics),
    onCall: telemetry.steps?.onVendorCall ?? (() => {}),
  });
  const clock = createSystemClock();
  const sweepLater = createSweepStarter(() => engine);
  const own = { config, store, shells, provider, clock, sweepLater };
  const installs = createInstallDependencies(own);
  const deps = { ...installs, records: telemetry.trace(withMetrics(installs.records, metrics)) };
  await configureAccounts(store, config);
  const calls = createCalls(config, store, () => engine);
  const machines = createMachinePorts(store, () => engine, calls);
  const engine: Engine = createEngine({
    database,
    logger,
    executorId: database.kind === 'embedded' ? 'local' : randomUUID(),
    limits: { [INSTALL_WORKFLOW]: config.maxInstalls },
    ...(telemetry.steps === null ? {} : { watchStep: telemetry.steps.watchStep }),
    workflows: {
      [INSTALL_WORKFLOW]: createInstallWorkflow(deps),
      [CANCEL_WORKFLOW]: createCancelWorkflow(deps, () => engine),
      [PLAN_WORKFLOW]: createPlanWorkflow(deps, createPlanRecords(store.plans)),
      ...createSideWorkflows({ config, store }),
      ...createAccountWorkflows(store, provider),
      ...createOfferWorkflows(store, provider),
      ...createSweepWorkflows(provider),
      ...createMachineWorkflows({ provider, shells, clock, store, ports: machines }),
    },
  });
  await engine.start();
  await resumeMachineWork(store, machines.engine);
  await resumeChecks(createAccountPorts(store, () => engine));
  const bus = createEventBus();
  const dispatch = startWebhookDispatch(store.webhooks, engine, logger);
  const deafen = database.onEvent((hint) => {
    bus.publish(hint.installId ?? null);
    dispatch.wake();
  });
  const callers = createStore(database.forCallers, key);
  const { pool } = database.forCallers;
  const app = await createHttp({
    ...{ config, logger, bus, pool, calls, telemetry, store: callers },
    machines: createMachinePorts(callers, () => engine, calls),
    accounts: createAccountPorts(callers, () => engine),
    offers: createOffers(callers, () => engine, clock),
    side: createSidePorts({ config, store: callers, metrics, wake: dispatch.wake }),
  });
  const url = await app.listen({ port: config.port, host: config.host });
  return {
    app,
    url,
    async stop() {
      await app.close();
      await dispatch.stop();
      await engine.stop({ graceMs: STOP_GRACE_MS });
      deafen();
      shells.closeAll();
      await telemetry.stop();
      await database.close();
    },
  };
}

interface HttpParts {
  readonly config: Config;
  readonly logger: Logger;
  /** Over connections of its own: a caller does not wait for the engine's. */
  readonly store: Store;
  readonly calls: Pick<ServicePorts, 'engine' | 'accounts' | 'orders'>;
  readonly machines: MachinePorts;
  readonly accounts: AccountPorts;
  readonly offers: OfferDesk;
  readonly side: ReturnType<typeof createSidePorts>;
  readonly telemetry: Telemetry;
  readonly bus: ReturnType<typeof createEventBus>;
  readonly pool: { query(text: string): Promise<unknown> };
}

/** How the service's calls reach the engine, the accounts and the ledger. */
function createCalls(
  { ordersPerDay }: Config,
  store: Store,
  engine: () => Engine,
): Pick<ServicePorts, 'engine' | 'accounts' | 'orders'> {
  return {
    engine: {
      run: (workflow, installId) => engine().run(workflow, installId),
      cancel: (installId) =>
        engine().run(CANCEL_WORKFLOW, installId, { runId: `cancel-${installId}` }),
    },
    accounts: createAccountLookup(store),
    orders: { checkLimit: (account) => store.ledger.checkLimit({ account, ordersPerDay }) },
  };
}

async function createHttp(parts: HttpParts): Promise<FastifyInstance> {
  const { config, logger, store, calls, machines, accounts, offers, side, bus, pool, telemetry } =
    parts;
  const token = config.token ?? firstToken(config.dataDir);
  await store.tokens.ensure(token, 'first', ['admin']);
  const oidc = config.oidc === null ? null : createOidcTokens({ settings: config.oidc, logger });
  return createServer({
    ports: {
      installs: store.installs,
      documents: store.documents,
      events: store.events,
      secrets: store.secrets,
      plans: store.plans,
      ledger: store.ledger,
      ...calls,
    },
    machines,
    accounts,
    offers,
    giveBacks: store.giveBacks,
    flakes: { secrets: store.secrets },
    ...side,
    ...(telemetry.onCall === null ? {} : { onCall: telemetry.onCall }),
    bus,
    tokens: createCallers(store.tokens, oidc),
    checks: [
      {
        name: 'database',
        run: async () => {
          await pool.query('select 1');
          return config.databaseUrl === null ? 'embedded' : 'server';
        },
      },
    ],
    logger,
  });
}

async function main(): Promise<void> {
  const read = readConfig(process.env);
  if (read.kind === 'wrong') {
    console.error(
      `The configuration is not usable:\n${read.problems.map((one) => `  ${one}`).join('\n')}`,
    );
    process.exitCode = 2;
    return;
  }
  const logger = createLogger(read.config.logLevel);
  const service = await startService(read.config, logger);
  logger.info({ url: service.url }, 'Ready to take calls');
  const stop = (): void => {
    service.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        logger.fatal({ err: error }, 'The service did not stop in good order');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop);
}

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});

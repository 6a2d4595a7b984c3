/** The typed client of this service's own API; the same source runs in Node and in browsers. */

import type { components, operations } from '../../openapi/api.gen.ts';
import { type CallOperation, type CallOptions, type CreateOptions, createCall } from './call.ts';
import { followEvents, type WatchOptions } from './follow.ts';
import { createMachineCalls } from './machines.ts';
import { type ClientOptions, createSend, sleep, trySend } from './send.ts';
import { type SettleOptions, settle } from './settle.ts';
import { createSideCalls } from './side.ts';

export type { CallOptions, CreateOptions, Input, OperationId, Result } from './call.ts';
export type { WatchOptions } from './follow.ts';
export type { ClientOptions } from './send.ts';
export type { SettleOptions } from './settle.ts';

type Schemas = components['schemas'];
export type Install = Schemas['Install'];
export type InstallSummary = Schemas['InstallSummary'];
export type InstallPage = Schemas['InstallPage'];
export type InstallEvent = Schemas['InstallEvent'];
export type InstallRequest = Schemas['InstallRequest'];
export type Plan = Schemas['Plan'];
export type PlanRequest = Schemas['PlanRequest'];
export type PlanSummary = Schemas['PlanSummary'];
export type EventPage = Schemas['EventPage'];
export type Readiness = Schemas['Readiness'];
export type Flake = Schemas['Flake'];
export type Machine = Schemas['Machine'];
export type MachineEvent = Schemas['MachineEvent'];
export type Facts = Schemas['Facts'];
export type FactsReading = Schemas['FactsHistory']['items'][number];
export type Deployment = Schemas['Deployment'];
export type GiveBack = Schemas['GiveBack'];
export type Account = Schemas['Account'];
export type Token = Schemas['Token'];
export type Webhook = Schemas['Webhook'];
export type ListQuery = NonNullable<operations['listInstalls']['parameters']['query']>;

export interface EventsQuery {
  /** Only events after this number; 0 when absent. */
  readonly after?: number;
  readonly limit?: number;
}

/** The calls by what they are about; `call` reaches every operation of the contract by its id. */
export type Client = ReturnType<typeof createClient>;

/**
 * Makes a client. Calls answered 429, 502, 503 or 504, or not at all, are sent again after a pause, with the
 * same idempotency key. All of them end with an ApiError when the service says no.
 */
export function createClient(options: ClientOptions) {
  const send = createSend(options);
  const call = createCall(send);
  const pause = options.sleep ?? sleep;
  const watch = (path: string, given: WatchOptions) => followEvents(send, pause, path, given);
  return {
    call,
    installs: createInstallCalls(call, watch),
    plans: createPlanCalls(call, pause),
    machines: createMachineCalls(call, pause),
    ...createSideCalls(call, pause),
    events: {
      /** One page of the stored events of all installs. */
      list: (query: EventsQuery = {}, given?: CallOptions) =>
        call('readAllEvents', { query, ...given }),
      /** Every event of all installs from now on, or after a number; ends when the signal fires. */
      watch: (given: WatchOptions = {}) => watch('/v1/events', given),
    },
    service: {
      /** Whether the service can serve calls, with what it checked. @throws ApiError when it does not answer */
      readiness: (given?: CallOptions) => readReadiness(options, given),
    },
  };
}

type Watch = (path: string, given: WatchOptions) => AsyncIterable<InstallEvent>;

function createInstallCalls(call: CallOperation, watch: Watch) {
  return {
    /** Starts an install. May be repeated with the same idempotency key. */
    create: (body: InstallRequest, given?: CreateOptions) =>
      call('startInstall', { body, ...given }),
    /** @throws ApiError `request.not-found` */
    get: (installId: string, given?: CallOptions) =>
      call('getInstall', { path: { installId }, ...given }),
    /** One page, newest first. */
    list: (query: ListQuery = {}, given?: CallOptions) => call('listInstalls', { query, ...given }),
    /** Asks it to stop. May be repeated. @throws ApiError `request.not-cancellable` */
    cancel: (installId: string, given?: CallOptions) =>
      call('cancelInstall', { path: { installId }, ...given }),
    /** Gives leave to wipe the disks of its plan. May be repeated. @throws ApiError `request.plan-changed` */
    permit: (installId: string, planDigest: string, given?: CreateOptions) =>
      call('permitInstall', { path: { installId }, body: { planDigest }, ...given }),
    /** Tries a failed one again, on the machine that it had. @throws ApiError `request.conflict` */
    retry: (installId: string, body: Schemas['RetryRequest'] = {}, given?: CreateOptions) =>
      call('retryInstall', { path: { installId }, body, ...given }),
    /** The generated files. @throws ApiError `request.not-found` */
    flake: (installId: string, given?: CallOptions) =>
      call('getFlake', { path: { installId }, ...given }),
    /** One page of stored events. @throws ApiError `request.not-found` */
    events: (installId: string, query: EventsQuery = {}, given?: CallOptions) =>
      call('readEvents', { path: { installId }, query, ...given }),
    /**
     * Every event once, in order, to the end of the install; a cut connection is taken up again after the
     * last event seen. Ends without an error when the signal fires.
     */
    watch: (installId: string, given: WatchOptions = {}) =>
      watch(`/v1/installs/${encodeURIComponent(installId)}/events`, given),
  };
}

function createPlanCalls(call: CallOperation, pause: typeof sleep) {
  const get = (planId: string, given?: CallOptions) =>
    call('getPlan', { path: { planId }, ...given });
  return {
    /** Asks for a plan. May be repeated with the same idempotency key. */
    create: (body: PlanRequest, given?: CreateOptions) => call('makePlan', { body, ...given }),
    /** @throws ApiError `request.not-found` */
    get,
    /** Waits until the plan is made or has failed. */
    settled: (planId: string, given: SettleOptions = {}): Promise<Plan> =>
      settle(
        pause,
        (options) => get(planId, options),
        ({ state }) => state !== 'ready' && state !== 'failed',
        given,
      ),
  };
}

/** Asked once: that something is not ready is an answer here. */
async function readReadiness(
  { baseUrl, fetch: doFetch = fetch }: ClientOptions,
  { signal }: CallOptions = {},
): Promise<Readiness> {
  const init = signal === undefined ? {} : { signal };
  const outcome = await trySend(async () => {
    const answer = await doFetch(`${baseUrl}/readyz`, init);
    const isAnswer = answer.headers.get('content-type')?.startsWith('application/json') === true;
    return isAnswer ? new Response(answer.body, { headers: answer.headers }) : answer;
  }, signal);
  if (outcome.kind === 'refused') throw outcome.error;
  const body: unknown = await outcome.answer.json();
  // Of this media type the service sends only readiness, good or bad.
  return body as Readiness;
}

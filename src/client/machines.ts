/** Calls about machines after their install. */

import type { BodyOf, CallOperation, CallOptions, CreateOptions, Input, Result } from './call.ts';
import type { Sleep } from './send.ts';
import { type SettleOptions, settle } from './settle.ts';

type Query<K extends 'listMachines'> = NonNullable<Input<K>['query']>;

/** An optional version: the `ETag` that was read, so that only it is changed. */
export interface ChangeOptions extends CallOptions {
  readonly ifMatch?: string;
}

/** Makes them. */
export function createMachineCalls(call: CallOperation, pause: Sleep) {
  return {
    /** One page, newest first. */
    list: (query: Query<'listMachines'> = {}, given?: CallOptions) =>
      call('listMachines', { query, ...given }),
    /** @throws ApiError `request.not-found` */
    get: (machineId: string, given?: CallOptions) =>
      call('getMachine', { path: { machineId }, ...given }),
    /** Takes over one that was installed elsewhere. */
    adopt: (body: BodyOf<'adoptMachine'>, given?: CallOptions) =>
      call('adoptMachine', { body, ...given }),
    /** Labels, lock, policy; only what is named. @throws ApiError `request.version-changed` */
    change: (machineId: string, body: BodyOf<'changeMachine'>, given?: ChangeOptions) =>
      call('changeMachine', { path: { machineId }, body, ...given }),
    events: (
      machineId: string,
      query: { readonly after?: number; readonly limit?: number } = {},
      given?: CallOptions,
    ) => call('readMachineEvents', { path: { machineId }, query, ...given }),
    /** What it told of itself each time, newest first. */
    facts: (machineId: string, query: { readonly limit?: number } = {}, given?: CallOptions) =>
      call('listFacts', { path: { machineId }, query, ...given }),
    /** Has its facts read anew. */
    readFacts: (machineId: string, given?: CallOptions) =>
      call('readFacts', { path: { machineId }, ...given }),
    flake: (machineId: string, given?: CallOptions) =>
      call('getMachineFlake', { path: { machineId }, ...given }),
    /** Starts an install that makes it anew. */
    reinstall: (machineId: string, body: BodyOf<'reinstallMachine'>, given?: CreateOptions) =>
      call('reinstallMachine', { path: { machineId }, body, ...given }),
    /** Into the rescue system, with a key for a person. */
    enterRescue: (machineId: string, body: BodyOf<'enterRescue'>, given?: CallOptions) =>
      call('enterRescue', { path: { machineId }, body, ...given }),
    /** Back into the installed system. */
    leaveRescue: (machineId: string, given?: CallOptions) =>
      call('leaveRescue', { path: { machineId }, ...given }),
    /** Ends its contract: ITS DATA IS LOST. Needs its own name. */
    giveBack: (
      machineId: string,
      query: NonNullable<Input<'giveBackMachine'>['query']>,
      given?: CallOptions,
    ) => call('giveBackMachine', { path: { machineId }, query, ...given }),
    /** Waits until the vendor has agreed or refused. */
    giveBackSettled: (machineId: string, given?: SettleOptions): Promise<Result<'getGiveBack'>> =>
      settle(
        pause,
        (options) => call('getGiveBack', { path: { machineId }, ...options }),
        ({ state }) => state === 'running',
        given,
      ),
    /** Waits until a machine on its way into rescue or back has arrived, or gave up. */
    arrived: (machineId: string, given?: SettleOptions): Promise<Result<'getMachine'>> =>
      settle(
        pause,
        (options) => call('getMachine', { path: { machineId }, ...options }),
        ({ mode }) => mode === 'entering-rescue' || mode === 'leaving-rescue',
        given,
      ),
    /** How giving it back went, also when it is forgotten. */
    givenBack: (machineId: string, given?: CallOptions) =>
      call('getGiveBack', { path: { machineId }, ...given }),
    deployments: (
      machineId: string,
      query: { readonly limit?: number } = {},
      given?: CallOptions,
    ) => call('listDeployments', { path: { machineId }, query, ...given }),
    /** Puts another configuration there. */
    deploy: (machineId: string, body: BodyOf<'startDeployment'>, given?: CreateOptions) =>
      call('startDeployment', { path: { machineId }, body, ...given }),
    /** Waits until a deployment has ended. */
    deploymentSettled: (
      machineId: string,
      deploymentId: string,
      given?: SettleOptions,
    ): Promise<Result<'getDeployment'>> =>
      settle(
        pause,
        (options) => call('getDeployment', { path: { machineId, deploymentId }, ...options }),
        ({ state }) => state === 'queued' || state === 'running',
        given,
      ),
    deployment: (machineId: string, deploymentId: string, given?: CallOptions) =>
      call('getDeployment', { path: { machineId, deploymentId }, ...given }),
  };
}

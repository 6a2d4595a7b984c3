/** The calls about machines, as a program without our client would make them. */

import type { components } from '../../../openapi/api.gen.ts';
import type { Trial } from '../trial.ts';

type Schemas = components['schemas'];
export type Machine = Schemas['Machine'];
export type Deployment = Schemas['Deployment'];
export type MachineEvent = Schemas['MachineEvent'];

export interface MachineApi {
  /** The one machine that is known. */
  only(): Promise<Machine>;
  get(machineId: string): Promise<Machine>;
  change(machineId: string, change: Schemas['MachineChange']): Promise<Machine>;
  events(machineId: string): Promise<readonly MachineEvent[]>;
  deploy(machineId: string, wish: Schemas['DeploymentRequest']): Promise<Deployment>;
  deployment(deployment: Deployment): Promise<Deployment>;
  reinstall(machineId: string, wish: Schemas['ReinstallRequest']): Promise<Schemas['Install']>;
}

/** Makes the calls to a trial's service. */
export function createMachineApi({ service, token }: Pick<Trial, 'service' | 'token'>): MachineApi {
  async function call<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(`${service.url}/v1/machines${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    const json: unknown = await answer.json();
    // A success of the service; its tests hold every one of them against the contract.
    return json as T;
  }
  const events = (machineId: string) =>
    call<Schemas['MachineEventPage']>('GET', `/${machineId}/events?limit=1000`);
  return {
    async only() {
      const { items } = await call<Schemas['MachinePage']>('GET', '');
      const [machine, ...more] = items;
      if (machine === undefined || more.length > 0) throw new Error(`${items.length} machines`);
      return machine;
    },
    get: (machineId) => call('GET', `/${machineId}`),
    change: (machineId, change) => call('PATCH', `/${machineId}`, change),
    events: async (machineId) => (await events(machineId)).items,
    deploy: (machineId, wish) => call('POST', `/${machineId}/deployments`, wish),
    deployment: ({ machineId, deploymentId }) =>
      call('GET', `/${machineId}/deployments/${deploymentId}`),
    reinstall: (machineId, wish) => call('POST', `/${machineId}/reinstall`, wish),
  };
}

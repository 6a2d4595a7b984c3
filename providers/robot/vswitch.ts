/** vSwitches: a VLAN between servers. Their answers alone come unwrapped. */

import { RequestError } from '../../src/domain/error.ts';
import { isOutcomeUnknown } from '../http/errors.ts';
import { list } from '../http/read.ts';
import type { PrivateSwitch, PrivateSwitches } from '../provider.ts';
import { get, listOf, post } from './calls.ts';
import { type Call, type RobotClient, segment } from './client.ts';
import type { RobotContext } from './context.ts';
import { findServer } from './find.ts';
import {
  readListedVswitch,
  readVswitch,
  type WireListedVswitch,
  type WireVswitch,
} from './wire.ts';

const FIRST_VLAN = 4000;
const LAST_VLAN = 4091;

/** vSwitches of the account. */
export function privateSwitchesOf(context: RobotContext): PrivateSwitches {
  const { client } = context;
  return {
    list: async (signal) => {
      const listed = await listVswitches(client, signal);
      return Promise.all(listed.map(({ id }) => getVswitch(client, id, signal)));
    },
    get: (id, signal) => getVswitch(client, id, signal),
    ensure: (input, signal) => ensure(client, input, signal),
    attach: async ({ id, ref }, signal) => {
      const { server_number } = await findServer(context, ref, signal);
      const { members } = await getVswitch(client, id, signal);
      // A member is refused; one that failed is asked for again.
      const state = members.find((member) => member.ref === String(server_number))?.state;
      if (state === 'ready' || state === 'in-process') return;
      const path = `/vswitch/${segment(id)}/server`;
      await client.request(post(path, [['server[]', String(server_number)]]), () => null, signal);
    },
  };
}

async function listVswitches(
  client: RobotClient,
  signal: AbortSignal,
): Promise<WireListedVswitch[]> {
  const reading = client.request(
    get('/vswitch'),
    (body) => list(body, 'answer', readListedVswitch),
    signal,
  );
  return (await listOf(reading)).filter(({ cancelled }) => !cancelled);
}

async function getVswitch(
  client: RobotClient,
  id: string | number,
  signal: AbortSignal,
): Promise<PrivateSwitch> {
  const call = get(`/vswitch/${segment(id)}`);
  return toSwitch(await client.request(call, (body) => readVswitch(body, 'answer'), signal));
}

/** Costs nothing, but two of one name would be two networks: so it is looked for before and after. */
async function ensure(
  client: RobotClient,
  { name, vlan }: { name: string; vlan: number },
  signal: AbortSignal,
): Promise<PrivateSwitch> {
  refuseVlan(vlan);
  const find = async () =>
    (await listVswitches(client, signal)).find((one) => one.name === name && one.vlan === vlan);
  const found = await find();
  if (found !== undefined) return getVswitch(client, found.id, signal);
  const form: [string, string][] = [
    ['name', name],
    ['vlan', String(vlan)],
  ];
  const call: Call = { method: 'POST', path: '/vswitch', form, repetition: 'once' };
  try {
    return toSwitch(await client.request(call, (body) => readVswitch(body, 'answer'), signal));
  } catch (error) {
    const made = isOutcomeUnknown(error) ? await find() : undefined;
    if (made === undefined) throw error;
    return getVswitch(client, made.id, signal);
  }
}

function refuseVlan(vlan: number): void {
  if (Number.isInteger(vlan) && vlan >= FIRST_VLAN && vlan <= LAST_VLAN) return;
  throw new RequestError(
    'request.invalid',
    `A vSwitch cannot have the VLAN ${vlan}: Hetzner Robot takes ${FIRST_VLAN} to ${LAST_VLAN}.`,
    { vlan },
  );
}

function toSwitch({ id, name, vlan, server }: WireVswitch): PrivateSwitch {
  return {
    id: String(id),
    name,
    vlan,
    members: server.map(({ server_number, status }) => ({
      ref: String(server_number),
      state: toState(status),
    })),
  };
}

function toState(status: string): PrivateSwitch['members'][number]['state'] {
  if (status === 'ready' || status === 'failed') return status;
  return status === 'in process' ? 'in-process' : 'unknown';
}

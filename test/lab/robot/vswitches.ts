/** `/vswitch`: layer-2 networks between servers. Their objects are not wrapped, and no list is empty by 404. */

import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import type { Account, RobotServer } from './account.ts';
import { berlinDay } from './dates.ts';
import { type FormReader, readForm } from './form.ts';
import { conflict, notFound, serverNotFound } from './refusal.ts';
import { serverNames } from './server-view.ts';

const FIRST_VLAN = 4000;
const LAST_VLAN = 4091;

interface Vswitch {
  readonly id: number;
  name: string;
  vlan: number;
  isCancelled: boolean;
  /** A server and the moment at which it is ready; null for never. */
  readonly members: Map<RobotServer, number | null>;
}

/** Routes of vSwitches. */
export function vswitchRoutes(account: Account): readonly Route[] {
  const vswitches = new Map<number, Vswitch>();
  const path = '/vswitch/:id';
  const get = ({ params }: ApiCall): Vswitch => {
    const found = vswitches.get(Number(params.id));
    if (!found) throw notFound('vSwitch not found');
    return found;
  };
  return [
    {
      method: 'GET',
      path: '/vswitch',
      serve: () => ({ status: 200, body: [...vswitches.values()].map(toListed) }),
    },
    { method: 'POST', path: '/vswitch', serve: (call) => create(account, vswitches, call) },
    { method: 'GET', path, serve: (call) => ({ status: 200, body: toWire(account, get(call)) }) },
    { method: 'POST', path, serve: (call) => change(account, get(call), call) },
    {
      method: 'DELETE',
      path,
      serve: (call) => cancel(account, vswitches, { vswitch: get(call), call }),
    },
    { method: 'POST', path: `${path}/server`, serve: (call) => join(account, get(call), call) },
    { method: 'DELETE', path: `${path}/server`, serve: (call) => leave(account, get(call), call) },
  ];
}

function create(account: Account, vswitches: Map<number, Vswitch>, { body }: ApiCall): Reply {
  const form = readForm(body);
  const name = form.requiredText('name');
  const vlan = readVlan(form);
  form.finish();
  const id = 4321 + vswitches.size;
  const vswitch = { id, name, vlan, isCancelled: false, members: new Map() };
  vswitches.set(id, vswitch);
  return { status: 201, body: toWire(account, vswitch) };
}

function change(account: Account, vswitch: Vswitch, { body }: ApiCall): Reply {
  const form = readForm(body);
  const name = form.requiredText('name');
  const vlan = readVlan(form);
  form.finish();
  assertSettled(account, vswitch);
  vswitch.name = name;
  vswitch.vlan = vlan;
  return { status: 200 };
}

function cancel(
  { clock }: Account,
  vswitches: Map<number, Vswitch>,
  { vswitch, call }: { readonly vswitch: Vswitch; readonly call: ApiCall },
): Reply {
  const form = readForm(call.body);
  const date = form.requiredText('cancellation_date');
  if (date !== '' && date !== 'now' && !/^\d{4}-\d\d-\d\d$/.test(date)) {
    form.reject('cancellation_date');
  }
  form.finish();
  if (vswitch.isCancelled) throw conflict('The vSwitch is already cancelled');
  vswitch.isCancelled = true;
  if (date === 'now' || date <= berlinDay(clock.now())) vswitches.delete(vswitch.id);
  return { status: 200 };
}

function join(account: Account, vswitch: Vswitch, call: ApiCall): Reply {
  const servers = readServers(account, call);
  assertSettled(account, vswitch);
  const isStuck = call.faults.some(({ kind }) => kind === 'stuck-action');
  const readyAt = isStuck ? null : account.clock.now() + account.processMs;
  for (const server of servers) vswitch.members.set(server, readyAt);
  return { status: 201 };
}

function leave(account: Account, vswitch: Vswitch, call: ApiCall): Reply {
  const servers = readServers(account, call);
  assertSettled(account, vswitch);
  for (const server of servers) vswitch.members.delete(server);
  return { status: 200 };
}

/** Servers by their number or their address, one or several. */
function readServers({ servers }: Account, { body }: ApiCall): readonly RobotServer[] {
  const form = readForm(body);
  const wanted = form.list('server');
  if (wanted.length === 0) form.requiredText('server');
  form.finish();
  return wanted.map((id) => {
    const server = [...servers.values()].find(
      ({ number, address, hasIpv4 }) => String(number) === id || (hasIpv4 && address === id),
    );
    if (!server) throw serverNotFound(id);
    return server;
  });
}

function readVlan(form: FormReader): number {
  const text = form.requiredText('vlan');
  const vlan = Number(text);
  const isVlan = Number.isInteger(vlan) && vlan >= FIRST_VLAN && vlan <= LAST_VLAN;
  if (text !== '' && !isVlan) form.reject('vlan');
  return vlan;
}

function assertSettled({ clock }: Account, { members }: Vswitch): void {
  const isSettled = [...members.values()].every((readyAt) => isReady(readyAt, clock.now()));
  if (isSettled) return;
  const message = 'The vSwitch cannot be updated because a update is currently running';
  throw conflict(message, 'VSWITCH_IN_PROCESS');
}

function isReady(readyAt: number | null, now: number): boolean {
  return readyAt !== null && readyAt <= now;
}

function toListed({ id, name, vlan, isCancelled }: Vswitch): object {
  return { id, name, vlan, cancelled: isCancelled };
}

function toWire({ clock }: Account, vswitch: Vswitch): object {
  const server = [...vswitch.members].map(([member, readyAt]) => ({
    ...serverNames(member),
    status: isReady(readyAt, clock.now()) ? 'ready' : 'in process',
  }));
  return { ...toListed(vswitch), server, subnet: [], cloud_network: [] };
}

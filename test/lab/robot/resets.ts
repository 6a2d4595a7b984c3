/** `/reset` and `/wol`: the buttons of a server. */

import type { ActionFault } from '../stand-in/faults.ts';
import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import {
  type Account,
  getServer,
  RESET_TYPES,
  type ResetType,
  type RobotServer,
} from './account.ts';
import { actionError } from './action-error.ts';
import { readForm } from './form.ts';
import {
  inTurn,
  isOn,
  pressCtrlAltDel,
  pressPower,
  pressReset,
  switchOff,
  switchOn,
} from './power.ts';
import { conflict, failed, notFound } from './refusal.ts';
import { serverNames } from './server-view.ts';

/** How long the technician takes. */
const MANUAL_RESET_MS = 15 * 60 * 1000;

/** Routes of resets and of Wake-on-LAN. */
export function resetRoutes(account: Account): readonly Route[] {
  return [
    { method: 'GET', path: '/reset', serve: () => listResets(account) },
    { method: 'GET', path: '/reset/:number', serve: (call) => readReset(account, call) },
    { method: 'POST', path: '/reset/:number', serve: (call) => reset(account, call) },
    { method: 'GET', path: '/wol/:number', serve: (call) => readWol(account, call) },
    { method: 'POST', path: '/wol/:number', serve: (call) => wake(account, call) },
  ];
}

function listResets({ servers }: Account): Reply {
  const resettable = [...servers.values()].filter(({ resetTypes }) => resetTypes.length > 0);
  if (resettable.length === 0) throw notFound('No servers with reset option found');
  const body = resettable.map((server) => ({
    reset: { ...serverNames(server), type: server.resetTypes },
  }));
  return { status: 200, body };
}

function readReset(account: Account, call: ApiCall): Reply {
  const server = getResettable(account, call);
  const status = { ...serverNames(server), type: server.resetTypes };
  return { status: 200, body: { reset: { ...status, operating_status: operatingStatus(server) } } };
}

/** Only servers with a power button tell it. That "off" is the vendor's word is a guess. */
function operatingStatus(server: RobotServer): string {
  if (!server.resetTypes.includes('power')) return 'not supported';
  return isOn(server) ? 'running' : 'off';
}

async function reset(account: Account, call: ApiCall): Promise<Reply> {
  const server = getResettable(account, call);
  const form = readForm(call.body);
  const wanted = form.requiredText('type');
  const type = RESET_TYPES.find((known) => known === wanted && server.resetTypes.includes(known));
  if (wanted !== '' && !type) form.reject('type');
  form.finish();
  if (account.clock.now() < server.manualResetUntil) {
    throw conflict('There is already a running manual reset', 'RESET_MANUAL_ACTIVE');
  }
  const error = actionError(call.faults, 'RESET_FAILED');
  if (error) throw error;
  if (type) await press(account, { server, type, faults: call.faults });
  const { server_ip, server_ipv6_net } = serverNames(server);
  return { status: 200, body: { reset: { server_ip, server_ipv6_net, type } } };
}

interface Press {
  readonly server: RobotServer;
  readonly type: ResetType;
  readonly faults: readonly ActionFault[];
}

async function press(account: Account, { server, type, faults }: Press): Promise<void> {
  if (faults.some(({ kind }) => kind === 'power-ignored' || kind === 'stuck-action')) return;
  try {
    await inTurn(server, () => pressButton(account, { server, type, faults }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw failed('RESET_FAILED', `Resetting failed due to an internal error: ${reason}`);
  }
}

async function pressButton(account: Account, { server, type, faults }: Press): Promise<void> {
  switch (type) {
    case 'sw':
      return pressCtrlAltDel(account, server, faults);
    case 'hw':
      return pressReset(account, server, faults);
    case 'power':
      return pressPower(account, server, faults);
    case 'power_long':
      return switchOff(server);
    case 'man':
      return sendTechnician(account, server, faults);
    default:
      return type satisfies never;
  }
}

/** A person comes later and presses the button; counted, because no program should send one. */
async function sendTechnician(
  account: Account,
  server: RobotServer,
  faults: readonly ActionFault[],
): Promise<void> {
  server.manualResets += 1;
  server.manualResetUntil = account.clock.now() + MANUAL_RESET_MS;
  account.clock.schedule(MANUAL_RESET_MS, async () => {
    const cycle = async () => {
      await switchOff(server);
      await switchOn(account, server, faults);
    };
    // Nobody is told when the technician fails.
    await inTurn(server, cycle).catch(() => {});
  });
}

function readWol(account: Account, call: ApiCall): Reply {
  return { status: 200, body: { wol: serverNames(getWakeable(account, call)) } };
}

async function wake(account: Account, call: ApiCall): Promise<Reply> {
  const server = getWakeable(account, call);
  const error = actionError(call.faults, 'WOL_FAILED');
  if (error) throw error;
  if (!call.faults.some(({ kind }) => kind === 'power-ignored')) {
    await inTurn(server, async () => {
      if (!isOn(server)) await switchOn(account, server, call.faults);
    });
  }
  return { status: 200, body: { wol: serverNames(server) } };
}

function getResettable(account: Account, call: ApiCall): RobotServer {
  const server = getServer(account, call);
  if (server.resetTypes.length > 0) return server;
  throw notFound('The server has no reset option', 'RESET_NOT_AVAILABLE');
}

function getWakeable(account: Account, call: ApiCall): RobotServer {
  const server = getServer(account, call);
  if (server.hasWol) return server;
  throw notFound('Wake On LAN is not available on this server', 'WOL_NOT_AVAILABLE');
}

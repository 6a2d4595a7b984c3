/** `/boot/:number` and `/boot/:number/rescue`: the rescue system for the next boot. */

import { randomBytes } from 'node:crypto';
import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import { type Account, getServer, type RescueActivation, type RobotServer } from './account.ts';
import { actionError } from './action-error.ts';
import { readForm } from './form.ts';
import { toWireHostKey, toWireKeyName } from './keys.ts';
import { isRescueArmed, RESCUE_LAPSES_AFTER_MS } from './power.ts';
import { notFound } from './refusal.ts';
import { serverNames } from './server-view.ts';

const SYSTEMS = ['linux', 'vkvm'];
const ARCHITECTURE = 64;

/** Routes of boot configurations; installing a stock system is none of the lab's. */
export function rescueRoutes(account: Account): readonly Route[] {
  const path = '/boot/:number/rescue';
  return [
    { method: 'GET', path: '/boot/:number', serve: (call) => readBoot(account, call) },
    { method: 'GET', path, serve: (call) => readRescue(account, call) },
    { method: 'POST', path, serve: (call) => activate(account, call) },
    { method: 'DELETE', path, serve: (call) => deactivate(account, call) },
    { method: 'GET', path: `${path}/last`, serve: (call) => readLast(account, call) },
  ];
}

function readBoot(account: Account, call: ApiCall): Reply {
  const server = getServer(account, call);
  const rescue = present(account, server);
  const nothing = { ...serverNames(server), active: false, password: null };
  const linux = { ...nothing, dist: ['Debian 12 base'], arch: [64], lang: ['en'] };
  const boot = {
    rescue,
    linux: { ...linux, authorized_key: [], host_key: [] },
    vnc: { ...nothing, dist: ['Debian-12'], arch: [64], lang: ['en_US'] },
    windows: { ...nothing, dist: null, lang: null },
  };
  return { status: 200, body: { boot } };
}

function readRescue(account: Account, call: ApiCall): Reply {
  return { status: 200, body: { rescue: present(account, getServer(account, call)) } };
}

function readLast(account: Account, call: ApiCall): Reply {
  const server = getServer(account, call);
  const last = server.rescue ?? server.lastRescue;
  if (!last) {
    throw notFound('No boot configuration available for this server', 'BOOT_NOT_AVAILABLE');
  }
  const rescue = toWireActivation(server, last, isRescueArmed(server, account.clock));
  return { status: 200, body: { rescue } };
}

function activate(account: Account, call: ApiCall): Reply {
  const server = getServer(account, call);
  const form = readForm(call.body);
  const os = form.requiredText('os');
  if (os !== '' && !SYSTEMS.includes(os)) form.reject('os');
  const keys = account.keys.readAuthorized(form);
  form.finish();
  const error = actionError(call.faults, 'BOOT_ACTIVATION_FAILED');
  if (error) throw error;
  server.rescue = {
    os,
    keys,
    password: keys.length > 0 ? null : randomBytes(12).toString('base64url'),
    lapsesAt: account.clock.now() + RESCUE_LAPSES_AFTER_MS,
    faults: call.faults,
    hostKeys: [],
  };
  return { status: 200, body: { rescue: toWireActivation(server, server.rescue, true) } };
}

function deactivate(account: Account, call: ApiCall): Reply {
  const server = getServer(account, call);
  const error = actionError(call.faults, 'BOOT_DEACTIVATION_FAILED');
  if (error) throw error;
  server.rescue = null;
  return { status: 200, body: { rescue: present(account, server) } };
}

function present(account: Account, server: RobotServer): object {
  if (server.rescue && isRescueArmed(server, account.clock)) {
    return toWireActivation(server, server.rescue, true);
  }
  return {
    ...serverNames(server),
    os: SYSTEMS,
    arch: [ARCHITECTURE],
    active: false,
    password: null,
    authorized_key: [],
    host_key: [],
  };
}

function toWireActivation(
  server: RobotServer,
  { os, password, keys, hostKeys }: RescueActivation,
  isActive: boolean,
): object {
  return {
    ...serverNames(server),
    os,
    arch: ARCHITECTURE,
    active: isActive,
    password,
    authorized_key: keys.map(toWireKeyName),
    host_key: hostKeys.map(toWireHostKey),
  };
}

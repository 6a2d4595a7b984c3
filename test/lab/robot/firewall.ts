/** `/firewall/:number`: told and remembered, but nothing is filtered in the lab. */

import { isObject } from '../stand-in/json.ts';
import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import { type Account, getServer, type RobotServer } from './account.ts';
import { readForm } from './form.ts';
import { conflict } from './refusal.ts';
import { mainIp } from './server-view.ts';

const RULE_FIELDS = [
  'ip_version',
  'name',
  'dst_ip',
  'src_ip',
  'dst_port',
  'src_port',
  'protocol',
  'tcp_flags',
  'action',
];
const MOST_RULES = 10;

type Rule = Readonly<Record<string, string | null>>;

interface Firewall {
  readonly status: 'active' | 'disabled';
  readonly filtersIpv6: boolean;
  readonly allowsHetznerServices: boolean;
  readonly input: readonly Rule[];
  readonly output: readonly Rule[];
  readonly appliedAt: number;
}

const OFF: Firewall = {
  status: 'disabled',
  filtersIpv6: false,
  allowsHetznerServices: true,
  input: [],
  output: [],
  appliedAt: 0,
};

/** Routes of firewalls; all are off at first. */
export function firewallRoutes(account: Account): readonly Route[] {
  const firewalls = new Map<RobotServer, Firewall>();
  const path = '/firewall/:number';
  const read = (call: ApiCall): Reply => {
    const server = getServer(account, call);
    return {
      status: 200,
      body: { firewall: toWire(account, server, firewalls.get(server) ?? OFF) },
    };
  };
  const put = (call: ApiCall, firewall: Firewall): Reply => {
    const server = getServer(account, call);
    const isBusy = (firewalls.get(server) ?? OFF).appliedAt > account.clock.now();
    if (isBusy) {
      const message = 'The firewall cannot be updated because a update is currently running';
      throw conflict(message, 'FIREWALL_IN_PROCESS');
    }
    const appliedAt = account.clock.now() + account.processMs;
    firewalls.set(server, { ...firewall, appliedAt });
    return read(call);
  };
  return [
    { method: 'GET', path, serve: read },
    { method: 'POST', path, serve: (call) => put(call, readFirewall(call)) },
    { method: 'DELETE', path, serve: (call) => put(call, OFF) },
  ];
}

/** A new configuration replaces the old one whole. */
function readFirewall({ body }: ApiCall): Firewall {
  const form = readForm(body);
  const status = form.requiredText('status');
  if (status !== '' && status !== 'active' && status !== 'disabled') form.reject('status');
  const rules = isObject(body.rules) ? body.rules : {};
  const firewall: Firewall = {
    status: status === 'active' ? 'active' : 'disabled',
    filtersIpv6: form.flag('filter_ipv6') ?? false,
    allowsHetznerServices: form.flag('whitelist_hos') ?? true,
    input: readRules(rules.input),
    output: readRules(rules.output),
    appliedAt: 0,
  };
  const all = [...firewall.input, ...firewall.output];
  if (!all.every(({ action }) => action === 'accept' || action === 'discard')) form.reject('rules');
  form.finish();
  if (firewall.input.length > MOST_RULES || firewall.output.length > MOST_RULES) {
    throw conflict('The firewall rule limit is exceeded', 'FIREWALL_RULE_LIMIT_EXCEEDED');
  }
  return firewall;
}

function readRules(rules: unknown): readonly Rule[] {
  if (!isObject(rules)) return [];
  return Object.values(rules).map((rule) =>
    Object.fromEntries(
      RULE_FIELDS.map((field) => {
        const value = isObject(rule) ? rule[field] : undefined;
        return [field, typeof value === 'string' ? value : null];
      }),
    ),
  );
}

function toWire({ clock }: Account, server: RobotServer, firewall: Firewall): object {
  return {
    server_ip: mainIp(server),
    server_number: server.number,
    status: firewall.appliedAt > clock.now() ? 'in process' : firewall.status,
    filter_ipv6: firewall.filtersIpv6,
    whitelist_hos: firewall.allowsHetznerServices,
    port: 'main',
    rules: { input: firewall.input, output: firewall.output },
  };
}

/** The project's firewalls, and what they apply to. The lab's machines are not behind them: rules are kept, nothing is filtered. */

import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import type { WireAction } from './actions.ts';
import { type FieldReader, readFields } from './fields.ts';
import { parseSelector } from './labels.ts';
import { asResource, type ProjectBase, type ServerRecord } from './project.ts';
import { notFound, Refusal } from './refusal.ts';
import { createShelf, type Shelf, type Shelved } from './shelf.ts';

/** A rule as the vendor sends it. */
export interface FirewallRule {
  readonly direction: 'in' | 'out';
  readonly protocol: string;
  readonly port: string | null;
  readonly source_ips: readonly string[];
  readonly destination_ips: readonly string[];
  readonly description: string | null;
}

/** What a firewall applies to. */
export type FirewallTarget =
  | { readonly type: 'server'; readonly serverId: number }
  | { readonly type: 'label_selector'; readonly selector: string };

/** One firewall. */
export interface FirewallRecord extends Shelved {
  rules: readonly FirewallRule[];
  targets: readonly FirewallTarget[];
}

/** All firewalls, and the calls on them. */
export interface Firewalls extends Shelf<FirewallRecord> {
  /** Those that apply to a server, by its id or its labels. */
  ofServer(server: ServerRecord): readonly FirewallRecord[];
}

const PROTOCOLS = ['tcp', 'udp', 'icmp', 'esp', 'gre'];

/** No firewalls, and the calls on them. */
export function createFirewalls(base: ProjectBase): Firewalls {
  const shelf = createShelf<FirewallRecord>({
    kind: 'firewall',
    firstId: 1_200_001,
    clock: base.clock,
    actions: base.actions,
    canBeProtected: false,
    toWire: (firewall) => ({
      id: firewall.id,
      name: firewall.name,
      labels: firewall.labels,
      created: new Date(firewall.createdAt).toISOString(),
      rules: firewall.rules,
      applied_to: firewall.targets.map((target) => toWireTarget(base, target)),
    }),
    refuseRemoval({ targets }) {
      if (targets.length > 0) {
        throw new Refusal(422, 'resource_in_use', 'firewall is still in use');
      }
    },
  });

  function create(call: ApiCall): Reply {
    const fields = readFields(call.body);
    const name = fields.requiredText('name');
    const labels = fields.labels() ?? {};
    const rules = readRules(fields);
    const targets = fields.objects('apply_to').map((given) => readTarget(base, given));
    fields.finish();
    const firewall = shelf.add((shelved) => ({ ...shelved, rules, targets }), { name, labels });
    const actions = apply(firewall, call, targets);
    return { status: 201, body: { firewall: shelf.toWire(firewall), actions } };
  }

  function apply(
    firewall: FirewallRecord,
    call: ApiCall,
    targets: readonly FirewallTarget[],
  ): WireAction[] {
    return targets.map((target) => {
      const also = serversOf(base, target).map(asResource);
      const effect = () => {
        firewall.targets = [...firewall.targets.filter((one) => !isSame(one, target)), target];
      };
      return shelf.act(firewall, call, { command: 'apply_firewall', also, effect });
    });
  }

  function setRules(call: ApiCall): Reply {
    const firewall = shelf.get(call);
    const fields = readFields(call.body);
    const rules = readRules(fields);
    fields.finish();
    const effect = () => {
      firewall.rules = rules;
    };
    const action = shelf.act(firewall, call, { command: 'set_firewall_rules', effect });
    return { status: 201, body: { actions: [action] } };
  }

  function applyTo(call: ApiCall): Reply {
    const firewall = shelf.get(call);
    const fields = readFields(call.body);
    const targets = fields.objects('apply_to').map((given) => readTarget(base, given));
    fields.finish();
    return { status: 201, body: { actions: apply(firewall, call, targets) } };
  }

  function removeFrom(call: ApiCall): Reply {
    const firewall = shelf.get(call);
    const fields = readFields(call.body);
    const targets = fields.objects('remove_from').map((given) => readTarget(base, given));
    fields.finish();
    const actions = targets.map((target) => {
      const also = serversOf(base, target).map(asResource);
      const effect = () => {
        firewall.targets = firewall.targets.filter((one) => !isSame(one, target));
      };
      return shelf.act(firewall, call, { command: 'remove_firewall', also, effect });
    });
    return { status: 201, body: { actions } };
  }

  const path = '/firewalls/:id/actions';
  const ownRoutes: Route[] = [
    { method: 'POST', path: '/firewalls', serve: create },
    { method: 'POST', path: `${path}/set_rules`, serve: setRules },
    { method: 'POST', path: `${path}/apply_to_resources`, serve: applyTo },
    { method: 'POST', path: `${path}/remove_from_resources`, serve: removeFrom },
  ];
  return {
    ...shelf,
    ofServer: (server) =>
      shelf.all().filter(({ targets }) => targets.some((target) => fits(target, server))),
    routes: [...shelf.routes, ...ownRoutes],
  };
}

function readRules(fields: FieldReader): FirewallRule[] {
  return fields.objects('rules').map((given) => {
    const { direction, protocol, port, description } = given;
    const isPorted = protocol === 'tcp' || protocol === 'udp';
    if (direction !== 'in' && direction !== 'out') fields.reject('direction', 'must be in or out');
    if (!PROTOCOLS.includes(String(protocol))) fields.reject('protocol', 'unknown protocol');
    if (isPorted && typeof port !== 'string')
      fields.reject('port', 'Missing data for required field.');
    return {
      direction: direction === 'out' ? 'out' : 'in',
      protocol: String(protocol),
      port: typeof port === 'string' ? port : null,
      source_ips: texts(given.source_ips),
      destination_ips: texts(given.destination_ips),
      description: typeof description === 'string' ? description : null,
    };
  });
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function readTarget(base: ProjectBase, given: Readonly<Record<string, unknown>>): FirewallTarget {
  const selector = readFields(given).object('label_selector').selector;
  if (given.type === 'label_selector' && typeof selector === 'string') {
    parseSelector(selector);
    return { type: 'label_selector', selector };
  }
  const serverId = Number(readFields(given).object('server').id);
  if (base.servers.has(serverId)) return { type: 'server', serverId };
  throw notFound('firewall resource');
}

function serversOf(base: ProjectBase, target: FirewallTarget): ServerRecord[] {
  return [...base.servers.values()].filter((server) => fits(target, server));
}

function fits(target: FirewallTarget, server: ServerRecord): boolean {
  if (target.type === 'server') return target.serverId === server.id;
  return parseSelector(target.selector)(server.labels);
}

function isSame(one: FirewallTarget, other: FirewallTarget): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function toWireTarget(base: ProjectBase, target: FirewallTarget): object {
  if (target.type === 'server') return { type: 'server', server: { id: target.serverId } };
  const { selector } = target;
  const applied = serversOf(base, target).map(({ id }) => ({ type: 'server', server: { id } }));
  return { type: 'label_selector', label_selector: { selector }, applied_to_resources: applied };
}

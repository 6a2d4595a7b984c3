/** The calls on servers other than their actions: list, create, read, change, delete. */

import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import { assertNameIsFree, createServer, isHostName } from './create-server.ts';
import { readFields } from './fields.ts';
import { parseSelector } from './labels.ts';
import { hasWantedName, pageReply } from './paging.ts';
import { asResource, type Project, type ServerRecord } from './project.ts';
import { invalidInput, isProtected, locked, notFound } from './refusal.ts';
import { statusOf, toWireServer } from './server-view.ts';

const STATUSES = [
  'running',
  'initializing',
  'starting',
  'stopping',
  'off',
  'deleting',
  'migrating',
  'rebuilding',
  'unknown',
];

/** Routes of `/servers` and `/servers/:id`. */
export function serverRoutes(project: Project): readonly Route[] {
  const serve = (handle: (project: Project, call: ApiCall) => Reply) => (call: ApiCall) =>
    handle(project, call);
  return [
    { method: 'GET', path: '/servers', serve: serve(listServers) },
    { method: 'POST', path: '/servers', serve: serve(createServer) },
    { method: 'GET', path: '/servers/:id', serve: serve(readServer) },
    { method: 'PUT', path: '/servers/:id', serve: serve(changeServer) },
    { method: 'DELETE', path: '/servers/:id', serve: serve(deleteServer) },
  ];
}

/** The server a call names. @throws Refusal 404 `not_found` */
export function getServer(project: Project, call: ApiCall): ServerRecord {
  const server = project.servers.get(Number(call.params.id));
  if (!server) throw notFound('server');
  return server;
}

/** @throws Refusal 423 `locked` while an action runs on it */
export function assertUnlocked(project: Project, server: ServerRecord): void {
  if (project.actions.isBusy(asResource(server))) throw locked('server');
}

function listServers(project: Project, call: ApiCall): Reply {
  const { query } = call;
  const isSelected = parseSelector(query.get('label_selector') ?? '');
  const statuses = query.getAll('status');
  if (!statuses.every((status) => STATUSES.includes(status))) {
    throw invalidInput([{ name: 'status', messages: ['unknown status'] }]);
  }
  const found = [...project.servers.values()].filter(
    (server) =>
      hasWantedName(query, server.name) &&
      isSelected(server.labels) &&
      (statuses.length === 0 || statuses.includes(statusOf(server, project))),
  );
  const wire = found.map((server) => toWireServer(server, project));
  return pageReply('servers', wire, call);
}

function readServer(project: Project, call: ApiCall): Reply {
  return { status: 200, body: { server: toWireServer(getServer(project, call), project) } };
}

function changeServer(project: Project, call: ApiCall): Reply {
  const server = getServer(project, call);
  const fields = readFields(call.body);
  const name = fields.text('name') ?? server.name;
  const labels = fields.labels() ?? server.labels;
  if (!isHostName(name)) fields.reject('name', 'must be a valid host name');
  fields.finish();
  assertNameIsFree(project, name, server.id);
  server.name = name;
  server.labels = labels;
  return readServer(project, call);
}

function deleteServer(project: Project, call: ApiCall): Reply {
  const server = getServer(project, call);
  if (server.isProtected) throw isProtected('server');
  assertUnlocked(project, server);
  server.transition = 'deleting';
  const action = project.actions.start({
    command: 'delete_server',
    resources: [asResource(server)],
    faults: call.faults,
    async effect() {
      await server.machine.destroy();
      project.servers.delete(server.id);
      forget(project, server);
    },
  });
  return { status: 200, body: { action } };
}

/** What becomes of what the server had: addresses go or stay, volumes stay, firewalls no longer apply. */
function forget({ primaryIps, volumes, firewalls }: Project, { id }: ServerRecord): void {
  primaryIps.leave(id);
  for (const volume of volumes.ofServer(id)) volume.serverId = null;
  for (const firewall of firewalls.all()) {
    firewall.targets = firewall.targets.filter(
      (target) => target.type !== 'server' || target.serverId !== id,
    );
  }
}

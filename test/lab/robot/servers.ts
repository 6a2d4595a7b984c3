/** `/server`: list, read, rename. */

import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import { type Account, getServer } from './account.ts';
import { readForm } from './form.ts';
import { notFound } from './refusal.ts';
import { toWireServer, toWireServerDetail } from './server-view.ts';

/** Routes of `/server` and `/server/:number`. */
export function serverRoutes(account: Account): readonly Route[] {
  return [
    { method: 'GET', path: '/server', serve: () => listServers(account) },
    {
      method: 'GET',
      path: '/server/:number',
      serve: (call) => ({
        status: 200,
        body: { server: toWireServerDetail(getServer(account, call)) },
      }),
    },
    { method: 'POST', path: '/server/:number', serve: (call) => renameServer(account, call) },
  ];
}

function listServers({ servers }: Account): Reply {
  if (servers.size === 0) throw notFound('No server found', 'SERVER_NOT_FOUND');
  const body = [...servers.values()].map((server) => ({ server: toWireServer(server) }));
  return { status: 200, body };
}

function renameServer(account: Account, call: ApiCall): Reply {
  const server = getServer(account, call);
  const form = readForm(call.body);
  const name = form.requiredText('server_name');
  form.finish();
  server.name = name;
  return { status: 200, body: { server: toWireServerDetail(server) } };
}

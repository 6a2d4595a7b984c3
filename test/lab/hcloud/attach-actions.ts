/** What is attached to servers that are there: networks, a placement group, an ISO. */

import type { ApiCall } from '../stand-in/routes.ts';
import { findIso } from './catalog.ts';
import { readFields } from './fields.ts';
import { detach } from './networks.ts';
import type { Project, ServerRecord } from './project.ts';
import { notFound, Refusal } from './refusal.ts';
import type { ServerWork, Verb } from './server-actions.ts';

/** The calls, by the end of their paths. */
export const ATTACH_VERBS: Readonly<Record<string, Verb>> = {
  attach_to_network: attachToNetwork,
  detach_from_network: (project, server, call) => {
    const network = wantedNetwork(project, call);
    return { command: 'detach_from_network', effect: () => detach(server, network.id) };
  },
  add_to_placement_group: addToPlacementGroup,
  remove_from_placement_group: (_, server) => ({
    command: 'remove_from_placement_group',
    effect() {
      server.placementGroupId = null;
    },
  }),
  attach_iso: (_, server, call) => {
    const iso = findIso(readFields(call.body).idOrName('iso') ?? '');
    if (!iso) throw notFound('ISO');
    return {
      command: 'attach_iso',
      effect() {
        server.iso = iso;
      },
    };
  },
  detach_iso: (_, server) => ({
    command: 'detach_iso',
    effect() {
      server.iso = null;
    },
  }),
};

function wantedNetwork({ networks }: Project, call: ApiCall) {
  const network = networks.find(readFields(call.body).whole('network') ?? 0);
  if (!network) throw notFound('network');
  return network;
}

function attachToNetwork(project: Project, server: ServerRecord, call: ApiCall): ServerWork {
  const network = wantedNetwork(project, call);
  const card = project.networks.makeCard(network, server, readFields(call.body).text('ip'));
  return {
    command: 'attach_to_network',
    effect() {
      server.cards = [...server.cards, card];
    },
  };
}

function addToPlacementGroup(project: Project, server: ServerRecord, call: ApiCall): ServerWork {
  const group = project.placementGroups.find(readFields(call.body).whole('placement_group') ?? 0);
  if (!group) throw notFound('placement group');
  if (server.machine.power() === 'on') {
    throw new Refusal(422, 'server_not_stopped', 'server must be powered off');
  }
  if (server.placementGroupId !== null) {
    throw new Refusal(422, 'already_in_placement_group', 'server is already in a placement group');
  }
  project.placementGroups.assertRoom(group);
  return {
    command: 'add_to_placement_group',
    effect() {
      server.placementGroupId = group.id;
    },
  };
}

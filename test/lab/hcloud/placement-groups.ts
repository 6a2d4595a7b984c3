/** The project's placement groups: no two servers of one stand on the same host. */

import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import { readFields } from './fields.ts';
import type { ProjectBase } from './project.ts';
import { Refusal } from './refusal.ts';
import { createShelf, type Shelf, type Shelved } from './shelf.ts';

/** One group. */
export type PlacementGroupRecord = Shelved;

/** All groups, and the calls on them. */
export interface PlacementGroups extends Shelf<PlacementGroupRecord> {
  /** @throws Refusal 422 `placement_error` when the group is full */
  assertRoom(group: PlacementGroupRecord): void;
}

/** As the vendor has it. */
const MAX_SERVERS = 10;

/** No groups, and the calls on them. */
export function createPlacementGroups(base: ProjectBase): PlacementGroups {
  const members = ({ id }: PlacementGroupRecord) =>
    [...base.servers.values()].filter(({ placementGroupId }) => placementGroupId === id);

  const shelf = createShelf<PlacementGroupRecord>({
    kind: 'placement_group',
    firstId: 300_001,
    clock: base.clock,
    actions: base.actions,
    canBeProtected: false,
    toWire: (group) => ({
      id: group.id,
      name: group.name,
      labels: group.labels,
      type: 'spread',
      created: new Date(group.createdAt).toISOString(),
      servers: members(group).map(({ id }) => id),
    }),
    isWanted: (_, query) => query.getAll('type').every((type) => type === 'spread'),
    afterRemoval(group) {
      for (const server of members(group)) server.placementGroupId = null;
    },
  });

  function create(call: ApiCall): Reply {
    const fields = readFields(call.body);
    const name = fields.requiredText('name');
    if (fields.requiredText('type') !== 'spread') fields.reject('type', 'must be spread');
    const labels = fields.labels() ?? {};
    fields.finish();
    const group = shelf.add((shelved) => shelved, { name, labels });
    return { status: 201, body: { placement_group: shelf.toWire(group), action: null } };
  }

  const ownRoutes: Route[] = [{ method: 'POST', path: '/placement_groups', serve: create }];
  return {
    ...shelf,
    assertRoom(group) {
      if (members(group).length < MAX_SERVERS) return;
      throw new Refusal(422, 'placement_error', 'error during placement: the group is full');
    },
    routes: [...shelf.routes, ...ownRoutes],
  };
}

/** The project's volumes. The lab's machines do not see them: they are kept, attached and detached on paper. */

import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import { findLocation, type WireLocation } from './catalog.ts';
import { type FieldReader, readFields } from './fields.ts';
import { asResource, type ProjectBase, type ServerRecord } from './project.ts';
import { invalidInput, locked, notFound, Refusal } from './refusal.ts';
import { createShelf, type Shelf, type Shelved } from './shelf.ts';

/** One volume. */
export interface VolumeRecord extends Shelved {
  readonly location: WireLocation;
  readonly format: string | null;
  sizeGb: number;
  serverId: number | null;
}

/** All volumes, and the calls on them. */
export interface Volumes extends Shelf<VolumeRecord> {
  ofServer(serverId: number): readonly VolumeRecord[];
  /** @throws Refusal 422 where it is attached, or in another location */
  assertFits(volume: VolumeRecord, place: Pick<WireLocation, 'name'>): void;
}

const MIN_GB = 10;
const MAX_GB = 10_240;

/** No volumes, and the calls on them. */
export function createVolumes(base: ProjectBase): Volumes {
  const shelf = createShelf<VolumeRecord>({
    kind: 'volume',
    firstId: 100_500_001,
    clock: base.clock,
    actions: base.actions,
    canBeProtected: true,
    toWire: (volume) => ({
      id: volume.id,
      created: new Date(volume.createdAt).toISOString(),
      name: volume.name,
      server: volume.serverId,
      location: volume.location,
      size: volume.sizeGb,
      linux_device: `/dev/disk/by-id/scsi-0HC_Volume_${volume.id}`,
      protection: { delete: volume.isProtected },
      labels: volume.labels,
      status: 'available',
      format: volume.format,
    }),
    isWanted: (_, query) => query.getAll('status').every((status) => status === 'available'),
    refuseRemoval({ serverId }) {
      if (serverId !== null) throw locked('volume');
    },
  });

  function assertFits(volume: VolumeRecord, place: Pick<WireLocation, 'name'>): void {
    if (volume.serverId !== null) {
      throw new Refusal(422, 'volume_already_attached', 'volume is already attached to a server');
    }
    if (volume.location.name !== place.name) {
      const message = `volume ${volume.id} is in ${volume.location.name}`;
      throw invalidInput([{ name: 'volumes', messages: [message] }]);
    }
  }

  function create(call: ApiCall): Reply {
    const fields = readFields(call.body);
    const { name, labels, ...wish } = readWish(fields);
    const serverId = fields.whole('server');
    const server = serverId === undefined ? undefined : base.servers.get(serverId);
    const location = server?.location ?? findLocation(fields.idOrName('location') ?? '');
    if (!location) fields.reject(serverId === undefined ? 'location' : 'server', 'unknown');
    fields.finish();
    if (!location) throw notFound('location');
    const made = { ...wish, location, serverId: null };
    const volume = shelf.add((shelved) => ({ ...shelved, ...made }), { name, labels });
    const action = shelf.act(volume, call, { command: 'create_volume', effect: () => {} });
    const next = server ? [startAttach(volume, server, call)] : [];
    return { status: 201, body: { volume: shelf.toWire(volume), action, next_actions: next } };
  }

  function startAttach(volume: VolumeRecord, server: ServerRecord, call: ApiCall) {
    const effect = () => {
      volume.serverId = server.id;
    };
    return shelf.act(volume, call, {
      command: 'attach_volume',
      also: [asResource(server)],
      effect,
    });
  }

  function attach(call: ApiCall): Reply {
    const volume = shelf.get(call);
    const server = base.servers.get(readFields(call.body).whole('server') ?? 0);
    if (!server) throw notFound('server');
    assertFits(volume, server.location);
    return { status: 201, body: { action: startAttach(volume, server, call) } };
  }

  function detach(call: ApiCall): Reply {
    const volume = shelf.get(call);
    const effect = () => {
      volume.serverId = null;
    };
    const action = shelf.act(volume, call, { command: 'detach_volume', effect });
    return { status: 201, body: { action } };
  }

  function resize(call: ApiCall): Reply {
    const volume = shelf.get(call);
    const fields = readFields(call.body);
    const sizeGb = fields.whole('size') ?? 0;
    if (sizeGb <= volume.sizeGb || sizeGb > MAX_GB) fields.reject('size', 'must be larger');
    fields.finish();
    const effect = () => {
      volume.sizeGb = sizeGb;
    };
    const action = shelf.act(volume, call, { command: 'resize_volume', effect });
    return { status: 201, body: { action } };
  }

  const path = '/volumes/:id/actions';
  const ownRoutes: Route[] = [
    { method: 'POST', path: '/volumes', serve: create },
    { method: 'POST', path: `${path}/attach`, serve: attach },
    { method: 'POST', path: `${path}/detach`, serve: detach },
    { method: 'POST', path: `${path}/resize`, serve: resize },
  ];
  const ofServer = (id: number) => shelf.all().filter(({ serverId }) => serverId === id);
  return { ...shelf, ofServer, assertFits, routes: [...shelf.routes, ...ownRoutes] };
}

function readWish(fields: FieldReader) {
  const name = fields.requiredText('name');
  const labels = fields.labels() ?? {};
  const sizeGb = fields.whole('size') ?? 0;
  if (sizeGb < MIN_GB || sizeGb > MAX_GB) fields.reject('size', 'must be between 10 and 10240');
  const format = fields.text('format') ?? null;
  if (format !== null && !['ext4', 'xfs'].includes(format)) fields.reject('format', 'unknown');
  return { name, labels, sizeGb, format };
}

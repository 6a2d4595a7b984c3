/** `POST /servers`: reads the order, checks it as the vendor does, and makes the server with its machine. */

import { randomBytes } from 'node:crypto';
import type { ApiCall, Reply } from '../stand-in/routes.ts';
import {
  attachments,
  type Belongings,
  readBelongings,
  readPublicNet,
  takeAddresses,
} from './belongings.ts';
import {
  findImage,
  findLocation,
  findServerType,
  type WireImage,
  type WireLocation,
} from './catalog.ts';
import { type FieldReader, readFields } from './fields.ts';
import type { ServerTypeSpec } from './hardware.ts';
import type { Labels } from './labels.ts';
import { switchOn, takeBootSource } from './power.ts';
import { asResource, type Project, type ServerRecord } from './project.ts';
import { notUnique, Refusal, soldOut } from './refusal.ts';
import { toWireServer } from './server-view.ts';

const MAX_USER_DATA_BYTES = 32 * 1024;
const HOST_NAME =
  /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/i;
interface Order {
  readonly name: string;
  readonly serverType: ServerTypeSpec;
  readonly location: WireLocation;
  readonly image: WireImage;
  readonly startsAfterCreate: boolean;
  readonly authorizedKeys: readonly string[];
  readonly userData: string | undefined;
  readonly labels: Labels;
  readonly belongings: Belongings;
}

/** Answers 201 with the preliminary server, its `create_server` action and, when it is to run, `start_server`. */
export function createServer(project: Project, call: ApiCall): Reply {
  const order = readOrder(project, call.body);
  assertNameIsFree(project, order.name);
  if (!project.stock.isAvailable(order.serverType.name, order.location.name)) {
    throw soldOut(order.serverType.name, order.location.name);
  }
  const server = addServer(project, order);
  const resources = [asResource(server)];
  const action = project.actions.start({
    command: 'create_server',
    resources,
    faults: call.faults,
    effect() {
      server.transition = 'starting';
    },
  });
  const next = (command: string, effect: () => void | Promise<void>) =>
    project.actions.start({
      command,
      resources,
      faults: call.faults.filter(({ kind }) => kind === 'rescue-missed'),
      effect,
      after: action.id,
    });
  const attaching = attachments(project, server, order.belongings).map(([command, effect]) =>
    next(command, effect),
  );
  const start = () => next('start_server', () => switchOn(server, project.clock, call.faults));
  const nextActions = order.startsAfterCreate ? [...attaching, start()] : attaching;
  const body = {
    server: toWireServer(server, project),
    action,
    next_actions: nextActions,
    root_password: order.authorizedKeys.length > 0 ? null : randomPassword(),
  };
  return { status: 201, body };
}

/** @throws Refusal 409 `uniqueness_error` */
export function assertNameIsFree(project: Project, name: string, except?: number): void {
  const isTaken = [...project.servers.values()].some(
    (server) => server.name === name && server.id !== except,
  );
  if (isTaken) throw notUnique('server', 'name');
}

/** Whether the vendor takes it as a server name. */
export function isHostName(name: string): boolean {
  return HOST_NAME.test(name);
}

/** As the vendor makes one, even where nobody needs it. */
export function randomPassword(): string {
  return randomBytes(15).toString('base64url');
}

/** The user data of a body. Anything over 32 KiB is rejected. */
export function readUserData(fields: FieldReader): string | undefined {
  const userData = fields.text('user_data');
  if (Buffer.byteLength(userData ?? '') > MAX_USER_DATA_BYTES) {
    fields.reject('user_data', 'Longer than maximum length 32768.');
  }
  return userData;
}

function readOrder(project: Project, body: ApiCall['body']): Order {
  const fields = readFields(body);
  const name = fields.requiredText('name');
  if (name !== '' && !isHostName(name)) fields.reject('name', 'must be a valid host name');
  if ('datacenter' in body) fields.reject('datacenter', 'was removed, use location');
  const goods = readGoods(fields);
  const order = {
    name,
    startsAfterCreate: fields.flag('start_after_create') ?? true,
    authorizedKeys: readKeys(project, fields),
    userData: readUserData(fields),
    labels: fields.labels() ?? {},
  };
  const net = readPublicNet(fields);
  fields.finish();
  // Without goods there was a problem, and the reading has ended with it.
  if (!goods) throw new Refusal(500, 'server_error', 'nothing to sell');
  const belongings = readBelongings(project, { fields, net, place: goods.location });
  return { ...order, ...goods, belongings };
}

/** Type, image and place of an order, which have to fit each other; null once a problem was told. */
function readGoods(fields: FieldReader): Pick<Order, 'serverType' | 'image' | 'location'> | null {
  const serverType = findServerType(fields.idOrName('server_type') ?? '');
  if (!serverType) {
    fields.reject('server_type', 'unknown server type');
    return null;
  }
  const image = findImage(fields.idOrName('image') ?? '', serverType.architecture);
  const isOfArchitecture = image?.architecture === serverType.architecture;
  if (!isOfArchitecture) fields.reject('image', 'unknown image, or not of this architecture');
  const location = findLocation(fields.idOrName('location') ?? 'fsn1');
  const isSoldThere = serverType.locations.some((name) => name === location?.name);
  if (!isSoldThere) fields.reject('location', 'unsupported location for server type');
  return image && isOfArchitecture && location && isSoldThere
    ? { serverType, image, location }
    : null;
}

/** The public key lines of `ssh_keys`, given by id or name; unknown ones are rejected. */
export function readKeys(project: Project, fields: FieldReader): readonly string[] {
  return fields.idsOrNames('ssh_keys').flatMap((idOrName) => {
    const key = project.keys.find(idOrName);
    if (!key) fields.reject('ssh_keys', `SSH key ${idOrName} not found`);
    return key ? [key.public_key] : [];
  });
}

function addServer(project: Project, order: Order): ServerRecord {
  const id = project.nextServerId();
  const { startsAfterCreate: _, belongings, ...properties } = order;
  const { name, serverType } = order;
  const { ipv4, ipv6 } = belongings;
  const nextBoot = () => takeBootSource(server, project.clock);
  const reserved = ipv4.kind === 'existing' ? { address: ipv4.record.ip } : {};
  const [hasIpv4, hasIpv6] = [ipv4.kind !== 'none', ipv6.kind !== 'none'];
  const server: ServerRecord = {
    ...properties,
    id,
    createdAt: project.clock.now(),
    machine: project.makeMachine({
      serverId: id,
      name,
      serverType,
      hasIpv4,
      hasIpv6,
      nextBoot,
      ...reserved,
    }),
    boots: [],
    hasFreshImage: true,
    rescue: null,
    isProtected: false,
    cards: [],
    placementGroupId: belongings.placementGroup?.id ?? null,
    iso: null,
    transition: 'initializing',
  };
  project.servers.set(id, server);
  takeAddresses(project, server, belongings);
  return server;
}

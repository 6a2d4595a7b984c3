/** `/servers/:id/actions/…`: power, rescue, rebuild, protection. */

import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import { ATTACH_VERBS } from './attach-actions.ts';
import { findImage, type WireImage } from './catalog.ts';
import { randomPassword, readKeys, readUserData } from './create-server.ts';
import { readFields } from './fields.ts';
import { pageReply } from './paging.ts';
import { RESCUE_LAPSES_AFTER_MS, switchOff, switchOn } from './power.ts';
import { asResource, type Project, type ServerRecord, type ServerStatus } from './project.ts';
import { invalidInput, isProtected, notFound } from './refusal.ts';
import { powerStatus } from './server-view.ts';
import { assertUnlocked, getServer } from './servers.ts';

/** One call's work on a server, once all checks are done. */
export interface ServerWork {
  readonly command: string;
  /** Shown as status meanwhile; the present status when absent. */
  readonly transition?: ServerStatus;
  readonly effect: () => void | Promise<void>;
  /** Beside the action in the answer. */
  readonly answer?: Readonly<Record<string, unknown>>;
  /** What the fault `power-ignored` leaves undone. */
  readonly isPower?: boolean;
}

/** Checks a call on a server, and tells what is to be done. */
export type Verb = (project: Project, server: ServerRecord, call: ApiCall) => ServerWork;

const VERBS: Readonly<Record<string, Verb>> = {
  poweron: (project, server, call) => ({
    command: 'start_server',
    ...(server.machine.power() === 'on' ? {} : { transition: 'starting' }),
    isPower: true,
    effect: () => switchOn(server, project.clock, call.faults),
  }),
  poweroff: (_, server) => ({
    command: 'stop_server',
    transition: 'stopping',
    isPower: true,
    effect: () => switchOff(server),
  }),
  // The lab's guests obey ACPI at once and without fail, so a polite word works as a cut does.
  shutdown: (_, server) => ({
    command: 'shutdown_server',
    isPower: true,
    effect: () => switchOff(server),
  }),
  reboot: (project, server, call) => ({
    command: 'reboot_server',
    isPower: true,
    effect: () => reboot(project, server, call),
  }),
  reset: (project, server, call) => ({
    command: 'reset_server',
    isPower: true,
    effect: () => powerCycle(project, server, call),
  }),
  enable_rescue: enableRescue,
  disable_rescue: (_, server) => ({
    command: 'disable_rescue',
    effect() {
      server.rescue = null;
    },
  }),
  rebuild,
  change_protection: changeProtection,
  ...ATTACH_VERBS,
};

/** Routes of every action, and of the lists of actions. */
export function serverActionRoutes(project: Project): readonly Route[] {
  const posts = Object.entries(VERBS).map(
    ([verb, prepare]): Route => ({
      method: 'POST',
      path: `/servers/:id/actions/${verb}`,
      serve: (call) => startWork(project, call, prepare),
    }),
  );
  return [
    ...posts,
    { method: 'GET', path: '/actions', serve: (call) => listActions(project, call) },
    {
      method: 'GET',
      path: '/actions/:actionId',
      serve: (call) => readAction(project, call),
    },
    {
      method: 'GET',
      path: '/servers/:id/actions',
      serve: (call) => listServerActions(project, call),
    },
    {
      method: 'GET',
      path: '/servers/:id/actions/:actionId',
      serve: (call) => readAction(project, call),
    },
  ];
}

function startWork(project: Project, call: ApiCall, prepare: Verb): Reply {
  const server = getServer(project, call);
  const work = prepare(project, server, call);
  assertUnlocked(project, server);
  server.transition = work.transition ?? powerStatus(server);
  const isIgnored =
    work.isPower === true && call.faults.some(({ kind }) => kind === 'power-ignored');
  const action = project.actions.start({
    command: work.command,
    resources: [asResource(server)],
    faults: call.faults,
    effect: isIgnored ? () => {} : work.effect,
  });
  return { status: 201, body: { ...work.answer, action } };
}

async function powerCycle(project: Project, server: ServerRecord, call: ApiCall): Promise<void> {
  await switchOff(server);
  await switchOn(server, project.clock, call.faults);
}

/** Nobody is there to obey on a machine that is off. */
async function reboot(project: Project, server: ServerRecord, call: ApiCall): Promise<void> {
  if (server.machine.power() === 'on') await powerCycle(project, server, call);
}

function enableRescue(project: Project, server: ServerRecord, call: ApiCall): ServerWork {
  const fields = readFields(call.body);
  const type = fields.text('type') ?? 'linux64';
  if (type !== 'linux64') fields.reject('type', 'must be linux64');
  if (!fields.idsOrNames('ssh_keys').every(Number.isInteger)) {
    fields.reject('ssh_keys', 'must be ids');
  }
  const authorizedKeys = readKeys(project, fields);
  fields.finish();
  return {
    command: 'enable_rescue',
    // The vendor answers with a password even where keys are given.
    answer: { root_password: randomPassword() },
    effect() {
      const lapsesAt = project.clock.now() + RESCUE_LAPSES_AFTER_MS;
      server.rescue = { lapsesAt, authorizedKeys };
    },
  };
}

function rebuild(project: Project, server: ServerRecord, call: ApiCall): ServerWork {
  const fields = readFields(call.body);
  const image = findImage(fields.idOrName('image') ?? '', server.serverType.architecture);
  const userData = readUserData(fields) ?? server.userData;
  if (image?.architecture !== server.serverType.architecture) {
    fields.reject('image', 'unknown image, or not of this architecture');
  }
  fields.finish();
  if (server.isProtected) throw isProtected('server');
  return {
    command: 'rebuild_server',
    transition: 'rebuilding',
    answer: { root_password: server.authorizedKeys.length > 0 ? null : randomPassword() },
    effect: () => putImage(project, { server, image: image ?? server.image, userData, call }),
  };
}

interface ImageWork {
  readonly server: ServerRecord;
  readonly image: WireImage;
  readonly userData: string | undefined;
  readonly call: ApiCall;
}

async function putImage(
  project: Project,
  { server, image, userData, call }: ImageWork,
): Promise<void> {
  await switchOff(server);
  server.image = image;
  server.userData = userData;
  server.hasFreshImage = true;
  await switchOn(server, project.clock, call.faults);
}

function changeProtection(_: Project, server: ServerRecord, call: ApiCall): ServerWork {
  const fields = readFields(call.body);
  const forDelete = fields.flag('delete') ?? server.isProtected;
  const forRebuild = fields.flag('rebuild') ?? server.isProtected;
  if (forDelete !== forRebuild) fields.reject('delete', 'delete and rebuild must be equal');
  fields.finish();
  return {
    command: 'change_protection',
    effect() {
      server.isProtected = forDelete;
    },
  };
}

function listActions(project: Project, { query }: ApiCall): Reply {
  const ids = query.getAll('id');
  if (ids.length === 0) {
    throw invalidInput([{ name: 'id', messages: ['Missing data for required field.'] }]);
  }
  const actions = ids.flatMap((id) => project.actions.find(Number(id)) ?? []);
  return { status: 200, body: { actions } };
}

function readAction(project: Project, call: ApiCall): Reply {
  const action = project.actions.find(Number(call.params.actionId));
  if (!action) throw notFound('action');
  return { status: 200, body: { action } };
}

function listServerActions(project: Project, call: ApiCall): Reply {
  const statuses = call.query.getAll('status');
  const actions = project.actions
    .ofResource(asResource(getServer(project, call)))
    .filter(({ status }) => statuses.length === 0 || statuses.includes(status));
  return pageReply('actions', actions, call);
}

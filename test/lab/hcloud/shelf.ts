/** One kind of named and labelled things of a project: kept, listed, read, changed and deleted by the same rules. */

import type { LabClock } from '../stand-in/clock.ts';
import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import type { ActionLedger, ActionResource, WireAction } from './actions.ts';
import { type FieldReader, readFields } from './fields.ts';
import { type Labels, parseSelector } from './labels.ts';
import { hasWantedName, pageReply } from './paging.ts';
import { isProtected, notFound, notUnique } from './refusal.ts';

/** What every such thing has. */
export interface Shelved {
  readonly id: number;
  readonly createdAt: number;
  name: string;
  labels: Labels;
  isProtected: boolean;
}

/** What differs between kinds. */
export interface ShelfOptions<R extends Shelved> {
  /** As in answers and paths, with an `s` for several of them: `primary_ip`. */
  readonly kind: Exclude<ActionResource['type'], 'server' | 'image'>;
  readonly firstId: number;
  readonly clock: LabClock;
  readonly actions: ActionLedger;
  /** Its owner may forbid its deletion. */
  readonly canBeProtected: boolean;
  toWire(record: R): object;
  /** Further filters of a list. */
  isWanted?(record: R, query: URLSearchParams): boolean;
  /** Reads further fields of a change. */
  change?(record: R, fields: FieldReader): void;
  /** @throws Refusal where it is in use */
  refuseRemoval?(record: R): void;
  afterRemoval?(record: R): void;
}

/** All things of one kind, and the calls on them. */
export interface Shelf<R extends Shelved> {
  all(): readonly R[];
  find(id: number): R | undefined;
  toWire(record: R): object;
  /** The one that a call's path names. @throws Refusal 404 `not_found` */
  get(call: ApiCall): R;
  /** @throws Refusal 409 `uniqueness_error` */
  add(make: (base: Shelved) => R, given: Pick<Shelved, 'name' | 'labels'>): R;
  remove(id: number): void;
  /** Starts work on one of them. */
  act(record: R, call: ApiCall, work: ShelfWork): WireAction;
  readonly routes: readonly Route[];
}

/** What an action does, and to what else. */
export interface ShelfWork {
  readonly command: string;
  readonly also?: readonly ActionResource[];
  readonly effect: () => void;
}

/** An empty shelf. */
export function createShelf<R extends Shelved>(options: ShelfOptions<R>): Shelf<R> {
  const { kind, clock, toWire } = options;
  const records = new Map<number, R>();
  let lastId = options.firstId - 1;

  function get({ params }: ApiCall): R {
    const record = records.get(Number(params.id));
    if (!record) throw notFound(kind.replace('_', ' '));
    return record;
  }

  function assertNameIsFree(name: string, except?: number): void {
    const isTaken = [...records.values()].some((one) => one.name === name && one.id !== except);
    if (isTaken) throw notUnique(kind.replace('_', ' '), 'name');
  }

  function add(make: (base: Shelved) => R, given: Pick<Shelved, 'name' | 'labels'>): R {
    assertNameIsFree(given.name);
    lastId += 1;
    const record = make({ id: lastId, createdAt: clock.now(), isProtected: false, ...given });
    records.set(record.id, record);
    return record;
  }

  function list(call: ApiCall): Reply {
    const isSelected = parseSelector(call.query.get('label_selector') ?? '');
    const found = [...records.values()].filter(
      (record) =>
        hasWantedName(call.query, record.name) &&
        isSelected(record.labels) &&
        (options.isWanted?.(record, call.query) ?? true),
    );
    return pageReply(`${kind}s`, found.map(toWire), call);
  }

  function change(call: ApiCall): Reply {
    const record = get(call);
    const fields = readFields(call.body);
    const name = fields.text('name') ?? record.name;
    const labels = fields.labels() ?? record.labels;
    options.change?.(record, fields);
    fields.finish();
    assertNameIsFree(name, record.id);
    record.name = name;
    record.labels = labels;
    return { status: 200, body: { [kind]: toWire(record) } };
  }

  function remove(call: ApiCall): Reply {
    const record = get(call);
    if (record.isProtected) throw isProtected(kind.replace('_', ' '));
    options.refuseRemoval?.(record);
    records.delete(record.id);
    options.afterRemoval?.(record);
    return { status: 204 };
  }

  function act(record: R, call: ApiCall, { command, also = [], effect }: ShelfWork): WireAction {
    const resources = [{ id: record.id, type: kind }, ...also];
    return options.actions.start({ command, resources, faults: call.faults, effect });
  }

  function protect(call: ApiCall): Reply {
    const record = get(call);
    const fields = readFields(call.body);
    const isWanted = fields.flag('delete') ?? record.isProtected;
    fields.finish();
    const effect = () => {
      record.isProtected = isWanted;
    };
    return {
      status: 201,
      body: { action: act(record, call, { command: 'change_protection', effect }) },
    };
  }

  const path = `/${kind}s`;
  const read = (call: ApiCall): Reply => ({ status: 200, body: { [kind]: toWire(get(call)) } });
  const protection: Route = {
    method: 'POST',
    path: `${path}/:id/actions/change_protection`,
    serve: protect,
  };
  return {
    all: () => [...records.values()],
    find: (id) => records.get(id),
    get,
    toWire,
    add,
    remove: (id) => void records.delete(id),
    act,
    routes: [
      { method: 'GET', path, serve: list },
      { method: 'GET', path: `${path}/:id`, serve: read },
      { method: 'PUT', path: `${path}/:id`, serve: change },
      { method: 'DELETE', path: `${path}/:id`, serve: remove },
      ...(options.canBeProtected ? [protection] : []),
    ],
  };
}

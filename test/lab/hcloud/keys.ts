/** The project's SSH keys. */

import type { LabClock } from '../stand-in/clock.ts';
import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import { fingerprintOf } from '../stand-in/ssh-key.ts';
import { readFields } from './fields.ts';
import { type Labels, parseSelector } from './labels.ts';
import { hasWantedName, pageReply } from './paging.ts';
import { notFound, notUnique } from './refusal.ts';

/** A key as the vendor sends it. */
export interface WireSshKey {
  readonly id: number;
  readonly name: string;
  /** MD5 with colons. */
  readonly fingerprint: string;
  readonly public_key: string;
  readonly labels: Labels;
  readonly created: string;
}

/** All keys of a project, and the calls on them. */
export interface KeyRing {
  all(): readonly WireSshKey[];
  /** By id, or by name. */
  find(idOrName: string | number): WireSshKey | undefined;
  readonly routes: readonly Route[];
}

/** An empty ring, and the calls on it. */
export function createKeyRing(clock: LabClock): KeyRing {
  const keys = new Map<number, WireSshKey>();
  let lastId = 100_000;

  function get(call: ApiCall): WireSshKey {
    const key = keys.get(Number(call.params.id));
    if (!key) throw notFound('SSH key');
    return key;
  }

  function assertUnique(field: 'name' | 'fingerprint', value: string, except?: number): void {
    const other = [...keys.values()].find((key) => key[field] === value && key.id !== except);
    if (other) throw notUnique('SSH key', field === 'name' ? 'name' : 'public_key');
  }

  function add(call: ApiCall): Reply {
    const fields = readFields(call.body);
    const name = fields.requiredText('name');
    const publicKey = fields.requiredText('public_key').trim();
    const labels = fields.labels() ?? {};
    const fingerprint = fingerprintOf(publicKey);
    if (publicKey !== '' && fingerprint === null) fields.reject('public_key', 'invalid SSH key');
    fields.finish();
    assertUnique('name', name);
    assertUnique('fingerprint', fingerprint ?? '');
    lastId += 1;
    const created = new Date(clock.now()).toISOString();
    const key = { id: lastId, name, public_key: publicKey, labels, created };
    keys.set(lastId, { ...key, fingerprint: fingerprint ?? '' });
    return { status: 201, body: { ssh_key: keys.get(lastId) } };
  }

  function change(call: ApiCall): Reply {
    const key = get(call);
    const fields = readFields(call.body);
    const name = fields.text('name') ?? key.name;
    const labels = fields.labels() ?? key.labels;
    fields.finish();
    assertUnique('name', name, key.id);
    keys.set(key.id, { ...key, name, labels });
    return { status: 200, body: { ssh_key: keys.get(key.id) } };
  }

  function list(call: ApiCall): Reply {
    const { query } = call;
    const isSelected = parseSelector(query.get('label_selector') ?? '');
    const fingerprint = query.get('fingerprint');
    const found = [...keys.values()].filter(
      (key) =>
        hasWantedName(query, key.name) &&
        (fingerprint === null || fingerprint === key.fingerprint) &&
        isSelected(key.labels),
    );
    return pageReply('ssh_keys', found, call);
  }

  function remove(call: ApiCall): Reply {
    keys.delete(get(call).id);
    return { status: 204 };
  }

  return {
    all: () => [...keys.values()],
    find: (idOrName) =>
      keys.get(Number(idOrName)) ?? [...keys.values()].find(({ name }) => name === idOrName),
    routes: [
      { method: 'GET', path: '/ssh_keys', serve: list },
      { method: 'POST', path: '/ssh_keys', serve: add },
      {
        method: 'GET',
        path: '/ssh_keys/:id',
        serve: (call) => ({ status: 200, body: { ssh_key: get(call) } }),
      },
      { method: 'PUT', path: '/ssh_keys/:id', serve: change },
      { method: 'DELETE', path: '/ssh_keys/:id', serve: remove },
    ],
  };
}

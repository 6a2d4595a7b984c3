/** `/key`: the account's SSH keys, told apart by their MD5 fingerprints. */

import type { LabClock } from '../stand-in/clock.ts';
import type { ApiCall, Reply, Route } from '../stand-in/routes.ts';
import { describeKey, type KeyDescription } from '../stand-in/ssh-key.ts';
import { berlinTime } from './dates.ts';
import { type FormReader, readForm } from './form.ts';
import { conflict, notFound } from './refusal.ts';

/** A key of the account. */
export interface RobotKey extends KeyDescription {
  readonly name: string;
  /** OpenSSH public key line. */
  readonly data: string;
  readonly createdAt: number;
}

/** All keys, and the calls on them. */
export interface KeyRing {
  all(): readonly RobotKey[];
  /** The keys of a list of fingerprints; unknown ones make the list invalid. */
  readAuthorized(form: FormReader): readonly RobotKey[];
  readonly routes: readonly Route[];
}

/** A key as it is shown beside a server or an order: without the key itself. */
export function toWireKeyName({ name, fingerprint, type, size }: RobotKey): object {
  return { key: { name, fingerprint, type, size } };
}

/** A host key as it is shown. */
export function toWireHostKey({ fingerprint, type, size }: KeyDescription): object {
  return { key: { fingerprint, type, size } };
}

/** An empty ring, and the calls on it. */
export function createKeyRing(clock: LabClock): KeyRing {
  const keys = new Map<string, RobotKey>();

  function get({ params }: ApiCall): RobotKey {
    const key = keys.get(params.fingerprint ?? '');
    if (!key) throw notFound('Key not found');
    return key;
  }

  function add({ body }: ApiCall): Reply {
    const form = readForm(body);
    const name = form.requiredText('name');
    const data = form.requiredText('data').trim();
    const description = describeKey(data);
    if (data !== '' && description === null) form.reject('data');
    form.finish();
    if (!description) throw notFound('Key not found');
    if (keys.has(description.fingerprint)) {
      throw conflict('The supplied key already exists', 'KEY_ALREADY_EXISTS');
    }
    const key = { name, data, ...description, createdAt: clock.now() };
    keys.set(key.fingerprint, key);
    return { status: 201, body: toWireKey(key) };
  }

  function rename(call: ApiCall): Reply {
    const key = get(call);
    const form = readForm(call.body);
    const name = form.requiredText('name');
    form.finish();
    keys.set(key.fingerprint, { ...key, name });
    return { status: 200, body: toWireKey({ ...key, name }) };
  }

  function list(): Reply {
    if (keys.size === 0) throw notFound('No keys found');
    return { status: 200, body: [...keys.values()].map(toWireKey) };
  }

  return {
    all: () => [...keys.values()],
    readAuthorized(form) {
      return form.list('authorized_key').flatMap((fingerprint) => {
        const key = keys.get(fingerprint);
        if (!key) form.reject('authorized_key');
        return key ?? [];
      });
    },
    routes: [
      { method: 'GET', path: '/key', serve: list },
      { method: 'POST', path: '/key', serve: add },
      {
        method: 'GET',
        path: '/key/:fingerprint',
        serve: (call) => ({ status: 200, body: toWireKey(get(call)) }),
      },
      { method: 'POST', path: '/key/:fingerprint', serve: rename },
      {
        method: 'DELETE',
        path: '/key/:fingerprint',
        serve(call) {
          keys.delete(get(call).fingerprint);
          return { status: 200 };
        },
      },
    ],
  };
}

function toWireKey({ name, fingerprint, type, size, data, createdAt }: RobotKey): object {
  return { key: { name, fingerprint, type, size, data, created_at: berlinTime(createdAt) } };
}

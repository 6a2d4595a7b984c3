/** A listening stand-in with fake machines and a clock that is moved by hand; every answer is held against the vendor's contract. */

import { generateKeyPairSync } from 'node:crypto';
import { createFakeMachine, type FakeMachine } from '../lab/fake-machine.ts';
import { createManualClock, type ManualClock } from '../lab/hcloud/clock.ts';
import { createHcloudStandIn, type HcloudStandIn, type ListeningStandIn } from '../lab/hcloud.ts';
import { readVendorContract } from './vendor-contract.ts';

const contract = readVendorContract();
/** How long each action runs by the project's clock. */
export const ACTION_MS = 100;

/** An answer, read to its end. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** A value inside the JSON answer: `get('server', 'public_net', 'ipv4', 'ip')`. */
  get(...path: (string | number)[]): unknown;
}

/** The stand-in and everything around it. */
export interface ProjectUnderTest {
  readonly standIn: HcloudStandIn;
  readonly listening: ListeningStandIn;
  readonly clock: ManualClock;
  readonly machines: FakeMachine[];
  /** Calls the API; fails when the answer is not as the vendor's document has it. */
  call(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /** Sends a call as it is, looks at nothing. */
  send(method: string, path: string, init?: RequestInit): Promise<ApiAnswer>;
  /** Calls below `/_lab`. */
  lab(method: string, path: string, body?: unknown): Promise<ApiAnswer>;
  /** Creates a server and lets its actions end. */
  addServer(body?: object): Promise<{ id: number; machine: FakeMachine }>;
  /** Adds a fresh key and tells its id. */
  addKey(name: string): Promise<number>;
  /** Lets everything that is running end. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Starts one; close it after the test. */
export async function openProject(
  options: { requestsPerHour?: number } = {},
): Promise<ProjectUnderTest> {
  const clock = createManualClock();
  const machines: FakeMachine[] = [];
  const standIn = createHcloudStandIn({
    clock,
    actionMs: ACTION_MS,
    ...options,
    makeMachine({ name, nextBoot }) {
      const address = `127.9.0.${machines.length + 1}`;
      const machine = createFakeMachine({ name, address, nextBoot });
      machines.push(machine);
      return machine;
    },
  });
  const listening = await standIn.listen();
  const root = `http://127.0.0.1:${listening.port}`;
  const authorization = `Bearer ${listening.token}`;

  const send: ProjectUnderTest['send'] = (method, path, init) =>
    request(`${listening.endpoint}${path}`, { method, ...init });
  const call: ProjectUnderTest['call'] = async (method, path, body) => {
    const answer = await send(method, path, { headers: { authorization }, ...jsonBody(body) });
    const received = { method, path, status: answer.status, body: answer.get() };
    const problems = contract.problems(received);
    if (problems.length > 0) throw new Error(`${method} ${path}: ${problems.join('; ')}`);
    return answer;
  };
  const settle = () => clock.advance(3 * ACTION_MS);

  return {
    standIn,
    listening,
    clock,
    machines,
    send,
    call,
    settle,
    lab: (method, path, body) => request(`${root}/_lab${path}`, { method, ...jsonBody(body) }),
    async addServer(body = {}) {
      const created = await call('POST', '/servers', {
        ...orderBody(`web-${machines.length + 1}`),
        ...body,
      });
      await settle();
      const machine = machines.at(-1);
      if (!machine) throw new Error(`no server was made: ${created.text}`);
      return { id: Number(created.get('server', 'id')), machine };
    },
    async addKey(name) {
      const made = await call('POST', '/ssh_keys', { name, public_key: newPublicKey() });
      return Number(made.get('ssh_key', 'id'));
    },
    close: listening.close,
  };
}

/** The least that an order needs. */
export function orderBody(name: string): Record<string, unknown> {
  return { name, server_type: 'cx23', image: 'debian-13', location: 'fsn1' };
}

/** A new ed25519 public key in OpenSSH's form. */
export function newPublicKey(): string {
  const { publicKey } = generateKeyPairSync('ed25519');
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  const part = (bytes: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const blob = Buffer.concat([part(Buffer.from('ssh-ed25519')), part(raw)]);
  return `ssh-ed25519 ${blob.toString('base64')} test`;
}

function jsonBody(body: unknown): RequestInit {
  return body === undefined ? {} : { body: JSON.stringify(body) };
}

async function request(url: string, init: RequestInit): Promise<ApiAnswer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json';
  const body: unknown = isJson ? JSON.parse(text) : undefined;
  return {
    status: response.status,
    headers: response.headers,
    text,
    get: (...path) => path.reduce<unknown>(member, body),
  };
}

function member(value: unknown, name: string | number): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

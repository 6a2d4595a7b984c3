/** A listening Robot stand-in with fake machines and a clock that is moved by hand; every answer is held against the vendor's contract. */

import { createFakeMachine, type FakeMachine } from '../lab/fake-machine.ts';
import { ROBOT_SERVERS } from '../lab/robot/servers-at-hand.ts';
import {
  createRobotStandIn,
  type ListeningRobot,
  type RobotStandIn,
  type RobotStandInOptions,
} from '../lab/robot.ts';
import { createManualClock, type ManualClock } from '../lab/stand-in/clock.ts';
import type { KeyDescription } from '../lab/stand-in/ssh-key.ts';
import { newPublicKey } from './project-under-test.ts';
import { readRobotContract } from './robot-contract.ts';

const contract = readRobotContract();
/** How long an order takes by the account's clock. */
export const DELIVERY_MS = 5000;
/** How long a vSwitch or firewall is in process. */
export const PROCESS_MS = 1000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
/** What every machine shows when it boots rescue. */
export const HOST_KEY: KeyDescription = {
  fingerprint: 'c1:e4:08:73:dd:f7:e9:d1:94:ab:e9:0f:28:b2:d2:ed',
  type: 'ED25519',
  size: 256,
};
/** Number of the server with `sw`, and of the one with a power button. */
export const OLD = 2_301_001;
export const NEW = 2_301_002;

/** An answer, read to its end. */
export interface RobotAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** A value inside the JSON answer: `get('server', 'server_ip')`. */
  get(...path: (string | number)[]): unknown;
}

/** Names and values in order; a name with `[]` may come again. */
export type Form = readonly (readonly [string, string])[] | Readonly<Record<string, string>>;

/** The stand-in and everything around it. */
export interface RobotUnderTest {
  readonly standIn: RobotStandIn;
  readonly listening: ListeningRobot;
  readonly clock: ManualClock;
  /** Every machine that was made, oldest first. */
  readonly machines: FakeMachine[];
  /** Whether an operating system answers on the machines; true at first. */
  setSystemUp(isUp: boolean): void;
  /** Calls with the right credentials; fails when the answer is not as the vendor has it. */
  call(method: string, path: string, form?: Form): Promise<RobotAnswer>;
  /** Sends a call as it is, looks at nothing. */
  send(method: string, path: string, init?: RequestInit): Promise<RobotAnswer>;
  /** Calls below `/_lab`. */
  lab(method: string, path: string, body?: unknown): Promise<RobotAnswer>;
  /** Adds a fresh key and tells its fingerprint and its line. */
  addKey(name: string): Promise<{ fingerprint: string; data: string }>;
  close(): Promise<void>;
}

/** Starts one with two servers; close it after the test. */
export async function openRobot(
  options: Partial<RobotStandInOptions> = {},
): Promise<RobotUnderTest> {
  const clock = createManualClock();
  const machines: FakeMachine[] = [];
  let addresses = 0;
  let isSystemUp = true;
  const standIn = createRobotStandIn({
    clock,
    deliveryMs: DELIVERY_MS,
    processMs: PROCESS_MS,
    servers: ROBOT_SERVERS,
    machines: {
      takeAddress() {
        addresses += 1;
        return `127.9.1.${addresses}`;
      },
      make({ name, address, nextBoot }) {
        const machine = createFakeMachine({ name, address, nextBoot });
        machines.push(machine);
        return machine;
      },
    },
    probe: { isSystemUp: async () => isSystemUp, readHostKeys: async () => [HOST_KEY] },
    ...options,
  });
  const listening = await standIn.listen();
  const authorization = basic(listening.user, listening.password);

  const send: RobotUnderTest['send'] = (method, path, init) =>
    request(`${listening.endpoint}${path}`, { method, ...init });
  const call: RobotUnderTest['call'] = async (method, path, form) => {
    const answer = await send(method, path, { headers: { authorization }, ...formBody(form) });
    const body = answer.text === '' ? undefined : answer.get();
    const problems = contract.problems({ method, path, status: answer.status, body });
    if (problems.length > 0) throw new Error(`${method} ${path}: ${problems.join('; ')}`);
    return answer;
  };

  return {
    standIn,
    listening,
    clock,
    machines,
    send,
    call,
    setSystemUp(isUp) {
      isSystemUp = isUp;
    },
    lab: (method, path, body) => {
      const init = body === undefined ? {} : { body: JSON.stringify(body) };
      return send(method, `/_lab${path}`, init);
    },
    async addKey(name) {
      const data = newPublicKey();
      const made = await call('POST', '/key', { name, data });
      return { fingerprint: String(made.get('key', 'fingerprint')), data };
    },
    close: listening.close,
  };
}

/** The value of an `Authorization` header. */
export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function formBody(form: Form | undefined): RequestInit {
  if (form === undefined) return {};
  const pairs = Array.isArray(form) ? form : Object.entries(form);
  const body = new URLSearchParams();
  for (const [name, value] of pairs) body.append(name, value);
  return { body };
}

async function request(url: string, init: RequestInit): Promise<RobotAnswer> {
  const response = await fetch(url, init);
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json';
  const body: unknown = isJson ? JSON.parse(text) : undefined;
  const get: RobotAnswer['get'] = (...path) => path.reduce<unknown>(member, body);
  return { status: response.status, headers: response.headers, text, get };
}

function member(value: unknown, name: string | number): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

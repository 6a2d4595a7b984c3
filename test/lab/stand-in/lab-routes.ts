/** `/_lab/…` of every stand-in: how other processes arrange faults, see calls, and reach the machines. No part of an API. */

import type { LabMachine } from '../machine.ts';
import type { CallRecord } from './calls.ts';
import { type Faults, readFault } from './faults.ts';
import { Refusal } from './refusal.ts';
import type { ApiCall, Reply, Route } from './routes.ts';

/** What the routes look at and reach into. */
export interface CommonLabParts {
  readonly faults: Faults;
  readonly calls: CallRecord;
  /** What there is behind the API, as data without secrets. */
  snapshot(): object;
  findMachine(name: string): LabMachine | undefined;
  /** Cuts the power and gives it back, as its owner's hand would. */
  powerCycle(name: string): Promise<void>;
}

/** Routes below `/_lab` that every stand-in has. */
export function commonLabRoutes(parts: CommonLabParts): readonly Route[] {
  const { faults, calls } = parts;
  const machine = (call: ApiCall) => getMachine(parts, call);
  return [
    { method: 'GET', path: '/_lab/calls', serve: () => ok({ calls: calls.all() }) },
    { method: 'GET', path: '/_lab/state', serve: () => ok(parts.snapshot()) },
    { method: 'GET', path: '/_lab/faults', serve: () => ok({ faults: faults.waiting() }) },
    { method: 'POST', path: '/_lab/faults', serve: (call) => addFault(faults, call) },
    {
      method: 'DELETE',
      path: '/_lab/faults',
      serve() {
        faults.clear();
        return { status: 204 };
      },
    },
    {
      method: 'POST',
      path: '/_lab/machines/:name/detach-disk',
      serve: (call) => withDisk(call, (serial) => machine(call).detachDisk(serial)),
    },
    {
      method: 'POST',
      path: '/_lab/machines/:name/attach-disk',
      serve: (call) => withDisk(call, (serial) => machine(call).attachDisk(serial)),
    },
    {
      method: 'POST',
      path: '/_lab/machines/:name/power-cycle',
      async serve(call) {
        machine(call);
        await parts.powerCycle(call.params.name ?? '');
        return { status: 204 };
      },
    },
    {
      method: 'GET',
      path: '/_lab/machines/:name/console',
      serve: (call) => ok({ text: machine(call).consoleText() }),
    },
  ];
}

/** 422: another process asked the lab for something that makes no sense. */
export function badLabRequest(field: string, message: string): Refusal {
  const fields = [{ name: field, messages: [message] }];
  return new Refusal(422, 'invalid_input', `invalid input in field '${field}'`, { fields });
}

function ok(body: object): Reply {
  return { status: 200, body };
}

function addFault(faults: Faults, { body }: ApiCall): Reply {
  const fault = readFault(body);
  if (!fault) throw badLabRequest('effect', 'no such fault');
  try {
    faults.add(fault);
  } catch (error) {
    throw badLabRequest('path', String(error));
  }
  return { status: 201, body: { fault } };
}

function withDisk({ body }: ApiCall, act: (serial: string) => void): Reply {
  const { serial } = body;
  if (typeof serial !== 'string') throw badLabRequest('serial', 'missing');
  act(serial);
  return { status: 204 };
}

function getMachine(parts: CommonLabParts, { params }: ApiCall): LabMachine {
  const machine = parts.findMachine(params.name ?? '');
  if (!machine) throw new Refusal(404, 'not_found', 'machine not found');
  return machine;
}

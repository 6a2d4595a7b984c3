import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createServiceUnderTest, type ServiceUnderTest } from '../service-under-test.ts';

const ROBOT = { provider: 'robot', account: 'main', providerRef: '321' } as const;

let service: ServiceUnderTest;

beforeEach(async () => {
  service = await createServiceUnderTest();
});
afterEach(async () => {
  await service.app.close();
});

function giveBack(query: string, scope = 'order') {
  return service.call({ method: 'DELETE', url: `/v1/machines/m-1${query}`, scope });
}

function read(machineId = 'm-1') {
  const url = `/v1/machines/${machineId}/give-back`;
  return service.call({ method: 'GET', url, scope: 'read' });
}

describe('giving a machine back', () => {
  it('is handed to the engine once, however often it is asked for', async () => {
    service.machines.add();
    const first = await giveBack('?name=web-1&reason=too%20large');
    expect([first.status, first.headers.location]).toEqual([202, '/v1/machines/m-1/give-back']);
    expect(first.json()).toMatchObject({
      providerRef: '4711',
      state: 'running',
      reason: 'too large',
      forgetOnly: false,
    });
    expect((await giveBack('?name=web-1')).json()).toEqual(first.json());
    expect((await read()).json()).toEqual(first.json());
    expect(service.machines.runs).toHaveLength(1);
    expect(service.machines.runs[0]).toMatch(/^give-back (\S+) give-back-\1$/);
  });

  it.each([
    ['without a name', '', {}, 400, 'request.invalid'],
    ['by another name', '?name=web-2', {}, 400, 'request.invalid'],
    ['while it is locked', '?name=web-1', { isLocked: true }, 409, 'request.machine-locked'],
    [
      'while it is being given back',
      '?name=web-1',
      { mode: 'giving-back' as const },
      409,
      'request.conflict',
    ],
    ['on a day, in the cloud', '?name=web-1&on=2026-12-31', {}, 400, 'request.invalid'],
    ['on what is no day', '?name=web-1&on=soon', { origin: ROBOT }, 400, 'request.invalid'],
  ])('is refused %s', async (_, query, machine, status, code) => {
    service.machines.add(machine);
    const answer = await giveBack(query);
    expect([answer.status, answer.json().code]).toEqual([status, code]);
    expect([service.machines.runs, service.givenBack.rows]).toEqual([[], []]);
  });

  it('takes a day for a dedicated server', async () => {
    service.machines.add({ origin: ROBOT });
    expect((await giveBack('?name=web-1&on=2026-12-31')).json()).toMatchObject({
      on: '2026-12-31',
      provider: 'robot',
    });
  });

  it('is refused while a reinstall is at work on it', async () => {
    service.machines.add();
    const installId = await service.start();
    await service.machines.papers.put('m-1', 'reinstall', { installId });
    expect((await giveBack('?name=web-1')).status).toBe(409);
  });

  it('may be asked for again when it has failed', async () => {
    service.machines.add();
    await giveBack('?name=web-1');
    const [row] = service.givenBack.rows;
    if (row !== undefined) service.givenBack.rows[0] = { ...row, state: 'failed' };
    await giveBack('?name=web-1');
    expect(service.machines.runs).toHaveLength(2);
  });

  it('needs the scope of what it may undo, and leaves an entry in the audit log', async () => {
    service.machines.add();
    expect((await giveBack('?name=web-1', 'install')).status).toBe(403);
    await giveBack('?name=web-1');
    expect(service.access.entries.map(({ operation, status }) => [operation, status])).toEqual([
      ['giveBackMachine', 403],
      ['giveBackMachine', 202],
    ]);
  });

  it('tells nothing of a machine that nobody gave back', async () => {
    service.machines.add();
    expect([(await read()).status, (await read('nobody')).status]).toEqual([404, 404]);
  });
});

/** What every kind of database has to do for machines that are given back. */

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ManagedMachine } from '../../src/domain/managed-machine.ts';
import type { InstallRequest } from '../../src/domain/request.ts';
import type { OpenDatabase } from '../../src/store/database.ts';
import { createStore, type Store } from '../../src/store/store.ts';
import { MACHINE } from '../service/memory-machines.ts';

/** Runs the suite on one kind of database, which is opened once. */
export function describeGiveBacks(
  name: string,
  request: InstallRequest,
  open: () => Promise<OpenDatabase>,
): void {
  describe(`give-backs on ${name}`, () => {
    let database: OpenDatabase;
    let store: Store;

    beforeAll(async () => {
      database = await open();
      store = createStore(database, new Uint8Array(32).fill(7));
    }, 60_000);
    afterAll(async () => {
      await database.close();
    });

    function newMachine(): Promise<ManagedMachine> {
      const machineId = randomUUID();
      const origin = { provider: 'robot', account: 'main', providerRef: machineId } as const;
      const news = { kind: 'installed', text: '', fields: {} } as const;
      return store.machines.seen({ ...MACHINE, machineId, origin }, news, machineId);
    }
    const wish = () => ({ giveBackId: randomUUID(), on: null, reason: 'why', isForgetOnly: false });

    it('mark the machine, once, and let go of it when they fail', async () => {
      const machine = await newMachine();
      const { machineId } = machine;
      const first = wish();
      const begun = await store.giveBacks.begin(machine, first);
      expect(begun).toMatchObject({ machineId, origin: machine.origin, state: 'running' });
      expect(await store.giveBacks.begin(machine, first)).toEqual(begun);
      expect(await store.giveBacks.listRunning()).toContainEqual(begun);
      await expect(store.giveBacks.begin(machine, wish())).rejects.toMatchObject({
        code: 'request.version-changed',
      });
      expect((await store.machines.get(machineId)).mode).toBe('giving-back');
      const problem = { code: 'provider.protected', message: 'no', details: {} } as const;
      await store.giveBacks.change(first.giveBackId, { state: 'failed', problem }, 'It failed.');
      expect((await store.machines.get(machineId)).mode).toBe('installed');
      expect(await store.giveBacks.findLast(machineId)).toMatchObject({ state: 'failed', problem });
      const events = await store.machines.listEvents({ machineId, afterEventId: 0, limit: 10 });
      expect(events.map(({ kind }) => kind)).toEqual([
        'installed',
        'give-back-asked',
        'give-back-told',
      ]);
    });

    it('stay when the machine is forgotten', async () => {
      const machine = await newMachine();
      const { giveBackId } = await store.giveBacks.begin(machine, wish());
      const ending = { state: 'ending', endsOn: '2026-12-31', remaining: ['an IP'] } as const;
      await store.giveBacks.change(giveBackId, ending, 'It goes.');
      expect((await store.machines.get(machine.machineId)).mode).toBe('installed');
      await store.giveBacks.end(giveBackId, null);
      await store.giveBacks.end(giveBackId, null);
      await expect(store.machines.get(machine.machineId)).rejects.toMatchObject({
        code: 'request.not-found',
      });
      expect(await store.giveBacks.findLast(machine.machineId)).toMatchObject({
        state: 'given-back',
        endsOn: '2026-12-31',
        remaining: ['an IP'],
        endedAt: expect.any(String),
      });
    });

    it('do not begin while an install is at work on the machine', async () => {
      const machine = await newMachine();
      const { origin, machineId } = machine;
      const existing = { provider: 'robot', account: 'main', server: origin.providerRef } as const;
      const bodyHash = 'hash';
      const installId = randomUUID();
      await store.installs.insert({
        installId,
        request: { ...request, machine: { kind: 'existing', existing } },
        idempotencyKey: undefined,
        bodyHash,
      });
      await expect(store.giveBacks.begin(machine, wish())).rejects.toMatchObject({
        code: 'request.conflict',
        details: { installId },
      });
      expect((await store.machines.get(machineId)).mode).toBe('installed');
      await store.installs.record(installId, { state: 'cancelled' }, { kind: 'cancelled' });
      expect((await store.giveBacks.begin(machine, wish())).state).toBe('running');
    });
  });
}

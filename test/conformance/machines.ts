/** What every kind of database has to do for machines and deployments. */

import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { MachineNews } from '../../src/domain/managed-machine.ts';
import type { SeenMachine } from '../../src/store/machines.ts';
import type { Store } from '../../src/store/store.ts';
import { exampleFacts } from '../support/example-plan.ts';

const NEWS: MachineNews = { kind: 'installed', text: 'Installed.', fields: { a: 1 } };

function seen(providerRef: string, machine: Partial<SeenMachine> = {}): SeenMachine {
  return {
    machineId: randomUUID(),
    origin: { provider: 'hcloud', account: 'main', providerRef },
    name: 'web-1',
    addresses: [{ host: '192.0.2.7', port: 22 }],
    hostKey: 'ssh-ed25519 AAAA',
    systemPath: '/nix/store/a',
    installId: 'i-1',
    accessName: null,
    mode: 'installed',
    unlock: null,
    ...machine,
  };
}

/** Runs the suite on a store that the caller opens and closes. */
export function describeMachines(name: string, store: () => Store): void {
  describe(`machines on ${name}`, () => {
    const add = (machine: Partial<SeenMachine> = {}) =>
      store().machines.seen(seen(randomUUID(), machine), NEWS, 'first');

    it('are one row for one reference, however often they are installed', async () => {
      const ref = randomUUID();
      const first = await store().machines.seen(seen(ref), NEWS, 'install.1');
      await store().machines.change(first.machineId, { labels: { a: 'b' }, isLocked: true }, NEWS);
      const again = seen(ref, { systemPath: '/nix/store/b', installId: 'i-2' });
      const second = await store().machines.seen(again, NEWS, 'install.2');
      await store().machines.seen(seen(ref), NEWS, 'install.1');
      expect(second).toMatchObject({
        machineId: first.machineId,
        systemPath: '/nix/store/b',
        labels: { a: 'b' },
        isLocked: true,
        installId: 'i-2',
        version: first.version + 2,
      });
      expect(await store().machines.findByOrigin(first.origin)).toEqual(second);
      expect(await store().machines.get(first.machineId)).toEqual(second);
    });

    it('are changed once per event key, and only in the version that is named', async () => {
      const { machineId, version } = await add();
      const { machines } = store();
      const change = { mode: 'rescue', unreachableSince: '2026-01-01T00:00:00.000Z' } as const;
      const changed = await machines.change(machineId, change, NEWS, { eventKey: 'k' });
      expect(changed).toMatchObject({ ...change, version: version + 1 });
      await machines.change(machineId, { mode: 'installed' }, NEWS, { eventKey: 'k' });
      expect((await machines.get(machineId)).mode).toBe('rescue');
      const stale = machines.change(machineId, {}, NEWS, { ifVersion: version });
      await expect(stale).rejects.toMatchObject({ code: 'request.version-changed' });
      const events = await machines.listEvents({ machineId, afterEventId: 0, limit: 9 });
      expect(events.map(({ kind, fields }) => [kind, fields])).toEqual([
        ['installed', { a: 1 }],
        ['installed', { a: 1 }],
      ]);
    });

    it('keep their version where nobody has to be told', async () => {
      const { machineId, version } = await add();
      const changed = await store().machines.change(machineId, { watchNumber: 3 }, null);
      expect(changed).toMatchObject({ watchNumber: 3, version });
    });

    it('are listed by page and by label', async () => {
      const label = { only: randomUUID() };
      for (const _ of [1, 2, 3]) {
        const { machineId } = await add();
        await store().machines.change(machineId, { labels: label }, NEWS);
      }
      const first = await store().machines.list({ limit: 2, labels: label });
      const cursor = first.nextCursor ?? undefined;
      const second = await store().machines.list({ limit: 2, labels: label, cursor });
      expect([first.items.length, second.items.length, second.nextCursor]).toEqual([2, 1, null]);
      const wrong = store().machines.list({ limit: 2, cursor: 'eA' });
      await expect(wrong).rejects.toMatchObject({ code: 'request.invalid' });
    });

    it('keep each reading of their facts once, newest first, and the last of each paper', async () => {
      const { machineId } = await add();
      const { machinePapers: papers } = store();
      const facts = exampleFacts('cloud-single');
      await papers.addFacts(machineId, 'a', facts);
      await papers.addFacts(machineId, 'a', facts);
      await papers.addFacts(machineId, 'b', { ...facts, memoryMib: 1 });
      const readings = await papers.listFacts(machineId, 9);
      expect(readings.map((reading) => reading.facts.memoryMib)).toEqual([1, facts.memoryMib]);
      await papers.put(machineId, 'flake', [1]);
      await papers.put(machineId, 'flake', [2]);
      expect(await papers.find(machineId, 'flake')).toEqual([2]);
      expect(await papers.find(machineId, 'plan')).toBeNull();
    });

    it('have one deployment at work at a time, and one for each key', async () => {
      const { machineId } = await add();
      const { deployments } = store();
      const wanted = {
        deploymentId: randomUUID(),
        machineId,
        request: { kind: 'generation', generation: 1 } as const,
        confirmSeconds: 60,
        idempotencyKey: randomUUID(),
        bodyHash: 'a',
      };
      const fresh = { ...wanted, deploymentId: randomUUID() };
      expect((await deployments.insert(wanted)).isNew).toBe(true);
      const again = await deployments.insert(fresh);
      expect([again.isNew, again.deployment.deploymentId]).toEqual([false, wanted.deploymentId]);
      await expect(deployments.insert({ ...fresh, bodyHash: 'b' })).rejects.toMatchObject({
        code: 'request.idempotency-key-reused',
      });
      const other = { ...fresh, idempotencyKey: null };
      await expect(deployments.insert(other)).rejects.toMatchObject({ code: 'request.conflict' });
      const end = { state: 'confirmed', observedPath: '/nix/store/b' } as const;
      await deployments.change(wanted.deploymentId, end);
      await deployments.change(wanted.deploymentId, { state: 'failed' });
      expect(await deployments.get(wanted.deploymentId)).toMatchObject({
        ...end,
        endedAt: expect.any(String),
      });
      expect(await deployments.findAtWork(machineId)).toBeNull();
      expect((await deployments.insert(other)).isNew).toBe(true);
      expect(await deployments.list(machineId, 9)).toHaveLength(2);
    });
  });
}

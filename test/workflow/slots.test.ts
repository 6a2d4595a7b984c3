import { expect, it } from '@jest/globals';
import { createSlots } from '../../src/workflow/slots.ts';

it('lets in so many at once, the others in the order they came', async () => {
  const slots = createSlots(2);
  const inside: string[] = [];
  const enter = async (name: string) => {
    const leave = await slots.take();
    inside.push(name);
    return leave;
  };
  const [leaveA] = await Promise.all([enter('a'), enter('b')]);
  const waiting = [enter('c'), enter('d')];
  expect(inside).toEqual(['a', 'b']);
  leaveA();
  leaveA();
  const leaveC = await waiting[0];
  expect(inside).toEqual(['a', 'b', 'c']);
  leaveC?.();
  await waiting[1];
  expect(inside).toEqual(['a', 'b', 'c', 'd']);
});

it('lets another in while one waits for somebody else, and waits for its turn then', async () => {
  const slots = createSlots(1);
  const told: string[] = [];
  const delivery = Promise.withResolvers<string>();
  const first = await slots.hold();
  const waiting = first.without(() => delivery.promise).then((what) => told.push(what));
  const second = await slots.hold();
  delivery.resolve('delivered');
  await delivery.promise;
  await new Promise(setImmediate);
  expect(told).toEqual([]);
  second.release();
  await waiting;
  expect(told).toEqual(['delivered']);
  const third = slots.hold();
  first.release();
  expect(await third).toBeDefined();
});

it('does not wait for a turn after work that failed', async () => {
  const slots = createSlots(1);
  const first = await slots.hold();
  const broken = first.without(async () => {
    await slots.take();
    throw new Error('cancelled');
  });
  await expect(broken).rejects.toThrow('cancelled');
});

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

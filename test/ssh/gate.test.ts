import { describe, expect, it } from '@jest/globals';
import { createGate } from '../../src/ssh/gate.ts';

const NEVER = new AbortController().signal;

describe('createGate', () => {
  it('lets the next one in when a place is given back, in the order they came', async () => {
    const gate = createGate(1);
    const order: string[] = [];
    const leave = await gate.enter(NEVER);
    const second = gate.enter(NEVER).then((out) => {
      order.push('second');
      out();
    });
    const third = gate.enter(NEVER).then(() => order.push('third'));
    expect(order).toEqual([]);
    leave();
    await Promise.all([second, third]);
    expect(order).toEqual(['second', 'third']);
  });

  it('takes a place back only once', async () => {
    const gate = createGate(1);
    const leave = await gate.enter(NEVER);
    leave();
    leave();
    await gate.enter(NEVER);
    const waiting = new AbortController();
    const entering = gate.enter(waiting.signal);
    waiting.abort(new Error('enough'));
    await expect(entering).rejects.toThrow('enough');
  });

  it('forgets who stops waiting', async () => {
    const gate = createGate(1);
    const leave = await gate.enter(NEVER);
    const impatient = new AbortController();
    const first = gate.enter(impatient.signal);
    const second = gate.enter(NEVER);
    impatient.abort(new Error('enough'));
    await expect(first).rejects.toThrow('enough');
    leave();
    await expect(second).resolves.toEqual(expect.any(Function));
  });
});

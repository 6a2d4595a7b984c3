import { describe, expect, it } from '@jest/globals';
import { createEventBus } from '../../src/events/bus.ts';

describe('the event bus', () => {
  it('wakes only those who wait for this install, or all when it is not known which', () => {
    const bus = createEventBus();
    const woken: string[] = [];
    bus.subscribe('a', () => woken.push('a'));
    bus.subscribe('b', () => woken.push('b'));
    bus.publish('a');
    expect(woken).toEqual(['a']);
    bus.publish(null);
    expect(woken).toEqual(['a', 'a', 'b']);
  });

  it('wakes nobody who has left, also when somebody came after', () => {
    const bus = createEventBus();
    const woken: number[] = [];
    const leave = bus.subscribe('a', () => woken.push(1));
    leave();
    bus.subscribe('a', () => woken.push(2));
    leave();
    bus.publish('a');
    expect(woken).toEqual([2]);
  });

  it('goes on waking when one of them leaves meanwhile', () => {
    const bus = createEventBus();
    const woken: number[] = [];
    const leave = bus.subscribe('a', () => leave());
    bus.subscribe('a', () => woken.push(2));
    bus.publish('a');
    bus.publish('a');
    expect(woken).toEqual([2, 2]);
  });
});

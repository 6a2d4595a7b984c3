import { afterEach, describe, expect, it } from '@jest/globals';
import { type AddressPool, createAddressPool, macOf } from '../lab/network.ts';

const pools: AddressPool[] = [];
async function open() {
  const pool = await createAddressPool();
  pools.push(pool);
  return pool;
}
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

describe('addresses of lab machines', () => {
  it('are loopback addresses, each given once until it comes back', async () => {
    const pool = await open();
    const [first, second] = [pool.take(), pool.take()];
    expect(first).toMatch(/^127\.\d+\.\d+\.2$/);
    expect(second).toBe(first.replace(/2$/, '3'));
    pool.release(first);
    expect(pool.take()).toBe(first);
  });

  it('differ between two labs on one host', async () => {
    const [one, other] = [await open(), await open()];
    expect(one.take()).not.toBe(other.take());
  });

  it('run out in words', async () => {
    const pool = await open();
    for (let count = 0; count < 250; count += 1) pool.take();
    expect(() => pool.take()).toThrow('all addresses');
  });
});

describe('MAC addresses of lab machines', () => {
  it('are made of the machine number, local and unicast', () => {
    expect(macOf(4711001)).toBe('96:00:00:47:e2:59');
    expect(macOf(1)).toBe('96:00:00:00:00:01');
  });
});

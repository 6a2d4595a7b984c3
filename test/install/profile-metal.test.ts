import { describe, expect, it } from '@jest/globals';
import type { Offer } from '../../src/domain/offer.ts';
import type { RobotOrderRequest } from '../../src/domain/request.ts';
import { profileOfMetal } from '../../src/install/profile-metal.ts';

const ORDER: RobotOrderRequest = {
  provider: 'robot',
  account: 'main',
  name: 'db-1',
  channel: 'product',
  ids: null,
  wish: { minMemoryGb: 64 },
  withIpv4: true,
  maxPrice: { monthlyGross: '60.00', setupGross: '50.00', currency: 'EUR' },
};

function offer(id: string, change: Partial<Offer> = {}): Offer {
  return {
    provider: 'robot',
    channel: 'product',
    id,
    name: id,
    location: 'FSN1',
    isAvailable: null,
    architecture: 'x86_64',
    cpu: 'Intel Core i5-13500',
    cpuCores: null,
    memoryGb: 64,
    disks: [{ kind: 'nvme', count: 2, sizeGb: 512 }],
    monthlyGross: '46.41',
    hourlyGross: '0.0744',
    setupGross: '46.41',
    ipv4MonthlyGross: '2.02',
    currency: 'EUR',
    ...change,
  };
}

describe('the profile of an order of a dedicated server', () => {
  it('is the first offer that fits, with its IPv4 address in the price', () => {
    const small = offer('A', { memoryGb: 32 });
    const { offer: chosen, passedOver } = profileOfMetal(ORDER, [small, offer('B')]);
    expect(chosen).toMatchObject({ id: 'B', monthlyGross: '48.43' });
    expect(passedOver).toEqual(['A in FSN1: too little memory']);
  });

  it('follows the ids of the order where it has them', () => {
    const offers = [offer('A'), offer('B'), offer('C')];
    const wanted = { ...ORDER, ids: ['C', 'A'] };
    expect(profileOfMetal(wanted, offers).offer.id).toBe('C');
  });

  it.each([
    ['too dear', { monthlyGross: '59.00' }, 'provider.price-too-high'],
    ['behind too high a fee', { setupGross: '99.00' }, 'provider.price-too-high'],
    ['in another currency and unfit', { currency: 'USD', memoryGb: 8 }, 'provider.sold-out'],
    ['sold out and unfit', { isAvailable: false, memoryGb: 8 }, 'provider.sold-out'],
  ])('is refused when all that is left is %s', (_, change, code) => {
    expect(() => profileOfMetal(ORDER, [offer('A', change)])).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

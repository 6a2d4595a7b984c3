import { describe, expect, it } from '@jest/globals';
import type { Offer } from '../../src/domain/offer.ts';
import type { OrderRequest } from '../../src/domain/request.ts';
import { profileOf } from '../../src/install/profile.ts';

const ORDER: OrderRequest = {
  provider: 'hcloud',
  account: 'main',
  name: 'web-1',
  serverTypes: ['cx33', 'cpx31'],
  locations: ['fsn1', 'nbg1'],
  maxPrice: { monthlyGross: '12.00', currency: 'EUR' },
};

function offer(id: string, location: string, change: Partial<Offer> = {}): Offer {
  return {
    provider: 'hcloud',
    channel: 'cloud',
    id,
    name: id,
    location,
    isAvailable: true,
    architecture: 'x86_64',
    cpu: 'shared',
    cpuCores: 4,
    memoryGb: 8,
    disks: [{ kind: 'nvme', count: 1, sizeGb: 80 }],
    monthlyGross: '6.49',
    hourlyGross: null,
    setupGross: '0.00',
    ipv4MonthlyGross: '0.60',
    currency: 'EUR',
    ...change,
  };
}

describe('the profile of an order', () => {
  it('is the first type and location in stock, with its IPv4 address in the price', () => {
    const offers = [offer('cx33', 'fsn1', { isAvailable: false }), offer('cx33', 'nbg1')];
    const { offer: chosen, passedOver } = profileOf(ORDER, offers);
    expect(chosen).toMatchObject({ id: 'cx33', location: 'nbg1', monthlyGross: '7.09' });
    expect(passedOver).toEqual(['cx33 in fsn1: sold out']);
  });

  it('keeps the price of a machine without an IPv4 address to sell', () => {
    const { offer: chosen } = profileOf(ORDER, [offer('cx33', 'fsn1', { ipv4MonthlyGross: null })]);
    expect(chosen.monthlyGross).toBe('6.49');
  });

  it.each([
    ['too dear', { monthlyGross: '11.50' }, 'provider.price-too-high'],
    ['in another currency', { currency: 'USD' }, 'provider.sold-out'],
    ['sold out', { isAvailable: false }, 'provider.sold-out'],
  ])('is refused when all that is left is %s', (_, change, code) => {
    const offers = [offer('cx33', 'fsn1', change)];
    expect(() => profileOf(ORDER, offers)).toThrow(expect.objectContaining({ code }));
  });
});

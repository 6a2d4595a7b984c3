import { describe, expect, it } from '@jest/globals';
import { HCLOUD_ABILITIES } from '../../providers/hcloud/index.ts';
import type { OrderCheck, Ordering, Provider } from '../../providers/provider.ts';
import type { Offer } from '../../src/domain/offer.ts';
import type { OrderRequest } from '../../src/domain/request.ts';
import { profileOf } from '../../src/install/profile.ts';
import { fake } from '../support/fake.ts';

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

const CHECKED: OrderCheck = {
  quote: { serverType: 'cx33', location: 'nbg1', monthlyGross: '7.09', currency: 'EUR' },
  passedOver: ['cx33 in fsn1: sold out'],
  named: [{ kind: 'image', name: 'debian-13', ref: '900' }],
};

function profile(offers: readonly Offer[]) {
  const provider = fake<Provider>({
    ordering: fake<Ordering>({ check: async () => CHECKED }),
    offers: { list: async () => offers },
    abilities: HCLOUD_ABILITIES,
  });
  return profileOf(provider, ORDER, new AbortController().signal);
}

describe('the profile of an order', () => {
  it('is what the provider would choose, at the price that the order would have', async () => {
    expect(await profile([offer('cx33', 'fsn1'), offer('cx33', 'nbg1')])).toEqual({
      offer: offer('cx33', 'nbg1', { monthlyGross: '7.09' }),
      passedOver: CHECKED.passedOver,
      named: CHECKED.named,
    });
  });

  it('is none where the choice is gone a moment later', async () => {
    await expect(profile([offer('cx33', 'fsn1')])).rejects.toMatchObject({
      code: 'provider.sold-out',
    });
  });
});

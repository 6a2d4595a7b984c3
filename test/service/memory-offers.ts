/** A desk of offers that are always fresh, and the same. */

import type { Account } from '../../src/domain/account.ts';
import type { AccountOffer } from '../../src/domain/offer-page.ts';
import { createOfferDesk, type OfferDesk } from '../../src/service/list-offers.ts';
import { createManualClock } from '../support/clock.ts';

const SHARED = {
  provider: 'hcloud',
  account: 'main',
  channel: 'cloud',
  isAvailable: true,
  architecture: 'x86_64',
  cpu: 'x86',
  cpuCores: 4,
  memoryGb: 8,
  hourlyGross: '0.0104',
  setupGross: '0.00',
  ipv4MonthlyGross: '0.60',
  currency: 'EUR',
} as const;

/** Two cloud types, of which one is sold out, and a server of the auction. */
export const OFFERS: readonly AccountOffer[] = [
  {
    ...SHARED,
    id: 'cx33',
    name: 'CX33',
    location: 'fsn1',
    monthlyGross: '6.49',
    disks: [{ kind: 'ssd', count: 1, sizeGb: 80 }],
  },
  {
    ...SHARED,
    id: 'cx23',
    name: 'CX23',
    location: 'nbg1',
    monthlyGross: '4.15',
    isAvailable: false,
    disks: [{ kind: 'ssd', count: 1, sizeGb: 40 }],
  },
  {
    ...SHARED,
    provider: 'robot',
    channel: 'auction',
    id: '2811001',
    name: 'SB44',
    location: 'FSN1-DC18',
    monthlyGross: '44.03',
    hourlyGross: null,
    memoryGb: 64,
    cpu: 'Intel Core i7-6700',
    cpuCores: null,
    setupGross: '0.00',
    ipv4MonthlyGross: '2.02',
    disks: [{ kind: 'nvme', count: 2, sizeGb: 512 }],
  },
];

const AT = '2026-11-22T12:00:00.000Z';

/** Over one account of each provider, of which Robot's could not be read just now. */
export function createMemoryOffers(): OfferDesk {
  return createOfferDesk({
    clock: createManualClock(),
    accounts: { list: async () => [accountOf('hcloud'), accountOf('robot')] },
    read: async () => {},
    listings: {
      find: async (provider) => ({
        readNumber: 1,
        credential: null,
        readAt: AT,
        ageMs: 7_400,
        sinceEndMs: 7_400,
        problem:
          provider === 'hcloud'
            ? null
            : { code: 'provider.unavailable', message: 'Silent.', details: {} },
      }),
      offers: async (provider) => OFFERS.filter((offer) => offer.provider === provider),
    },
  });
}

function accountOf(provider: Account['provider']): Account {
  return {
    accountId: provider,
    provider,
    name: 'main',
    source: 'environment',
    login: null,
    credential: null,
    state: 'works',
    problem: null,
    checkNumber: 1,
    checkedAt: AT,
    createdAt: AT,
  };
}

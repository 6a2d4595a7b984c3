import { describe, expect, it } from '@jest/globals';
import { type Offer, type OfferFilter, sortOffers, whyNotOffered } from '../../src/domain/offer.ts';

function makeOffer(overrides: Partial<Offer> = {}): Offer {
  return {
    provider: 'robot',
    channel: 'auction',
    id: '1',
    name: 'SB34',
    location: 'FSN1-DC12',
    isAvailable: true,
    architecture: 'x86_64',
    cpu: 'Intel Core i7-7700',
    cpuCores: null,
    memoryGb: 64,
    disks: [
      { kind: 'nvme', count: 2, sizeGb: 512 },
      { kind: 'hdd', count: 2, sizeGb: 4000 },
    ],
    monthlyGross: '40.00',
    hourlyGross: '0.06',
    setupGross: '10.00',
    ipv4MonthlyGross: '2.00',
    currency: 'EUR',
    ...overrides,
  };
}

describe('a wish', () => {
  const fitting: { filter: OfferFilter; overrides?: Partial<Offer> }[] = [
    { filter: {} },
    { filter: { channels: ['auction'], architecture: 'x86_64', cpu: 'I7-77', minMemoryGb: 64 } },
    { filter: { locations: ['hel1', 'fsn1'] } },
    { filter: { locations: ['FSN1-DC12'] } },
    { filter: { disks: [{ kind: 'nvme', minCount: 2, minSizeGb: 512 }] } },
    { filter: { disks: [{ minCount: 4 }] } },
    {
      filter: {
        disks: [
          { kind: 'hdd', minCount: 2 },
          { kind: 'nvme', minCount: 1 },
        ],
      },
    },
    { filter: { maxMonthlyGross: '40.00', maxSetupGross: '10' } },
    { filter: { withIpv4: true, maxMonthlyGross: '42' } },
    { filter: { onlyAvailable: true }, overrides: { isAvailable: null } },
  ];
  it.each(fitting)('$filter is met', ({ filter, overrides }) => {
    expect(whyNotOffered(makeOffer(overrides), filter)).toBeNull();
  });

  const failing: { filter: OfferFilter; why: string; overrides?: Partial<Offer> }[] = [
    { filter: { channels: ['cloud'] }, why: 'sold another way' },
    { filter: { onlyAvailable: true }, why: 'sold out', overrides: { isAvailable: false } },
    { filter: { locations: ['fsn'] }, why: 'other location' },
    { filter: { locations: [] }, why: 'other location' },
    { filter: { architecture: 'aarch64' }, why: 'other architecture' },
    { filter: { cpu: 'epyc' }, why: 'other cpu' },
    { filter: { minMemoryGb: 65 }, why: 'too little memory' },
    { filter: { minMemoryGb: 1 }, why: 'too little memory', overrides: { memoryGb: null } },
    { filter: { disks: [{ kind: 'nvme', minCount: 3 }] }, why: 'other disks' },
    { filter: { disks: [{ kind: 'nvme', minCount: 1, minSizeGb: 513 }] }, why: 'other disks' },
    {
      filter: { disks: [{ kind: 'ssd', minCount: 1 }] },
      why: 'other disks',
      overrides: { disks: [{ kind: 'unknown', count: 1, sizeGb: 512 }] },
    },
    { filter: { maxMonthlyGross: '39.9999' }, why: 'too expensive a month' },
    { filter: { maxMonthlyGross: 'cheap' }, why: 'too expensive a month' },
    { filter: { maxMonthlyGross: '41.99', withIpv4: true }, why: 'too expensive a month' },
    {
      filter: { withIpv4: true },
      why: 'no price for its IPv4 address',
      overrides: { ipv4MonthlyGross: null },
    },
    { filter: { maxSetupGross: '9.99' }, why: 'setup fee too high' },
    {
      filter: { maxSetupGross: '9.99' },
      why: 'setup fee too high',
      overrides: { setupGross: 'free' },
    },
  ];
  it.each(failing)('$filter is not met: $why', ({ filter, why, overrides }) => {
    expect(whyNotOffered(makeOffer(overrides), filter)).toBe(why);
  });
});

describe('offers', () => {
  it('stand cheapest first by exact sums, and always in the same order', () => {
    const offers = [
      makeOffer({ id: 'b', monthlyGross: '9.10' }),
      makeOffer({ id: 'a', monthlyGross: '10.00' }),
      makeOffer({ id: 'c', monthlyGross: '9.1' }),
      makeOffer({ id: 'b', monthlyGross: '9.10', location: 'A' }),
    ];
    const sorted = sortOffers(offers).map(({ id, location }) => `${id} ${location}`);

    expect(sorted).toEqual(['b A', 'b FSN1-DC12', 'c FSN1-DC12', 'a FSN1-DC12']);
    expect(sortOffers(offers.toReversed()).map(({ id, location }) => `${id} ${location}`)).toEqual(
      sorted,
    );
  });
});

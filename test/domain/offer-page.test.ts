import { describe, expect, it } from '@jest/globals';
import { type AccountOffer, type OfferSort, pageOfOffers } from '../../src/domain/offer-page.ts';

/** An offer named by id and price; everything else is alike. */
function offer(id: string, monthlyGross: string, change: Partial<AccountOffer> = {}): AccountOffer {
  return {
    provider: 'hcloud',
    account: 'main',
    channel: 'cloud',
    id,
    name: id,
    location: 'fsn1',
    isAvailable: true,
    architecture: 'x86_64',
    cpu: 'x86',
    cpuCores: 2,
    memoryGb: 4,
    disks: [],
    monthlyGross,
    hourlyGross: null,
    setupGross: '0.00',
    ipv4MonthlyGross: '0.60',
    currency: 'EUR',
    ...change,
  };
}

const OFFERS = [
  offer('b', '9.00', { memoryGb: 2 }),
  offer('a', '10.00', { memoryGb: null }),
  offer('c', '9.50', { memoryGb: 64, ipv4MonthlyGross: null }),
  offer('a', '10.00', { account: 'second', memoryGb: 8 }),
];
const FIRST = { sort: 'price', limit: 10, cursor: undefined, withIpv4: false } as const;

function names(offers: readonly AccountOffer[]): readonly string[] {
  return offers.map(({ id, account }) => (account === 'main' ? id : `${id}@${account}`));
}

describe('a page of offers', () => {
  it.each<[OfferSort, boolean, string[]]>([
    ['price', false, ['b', 'c', 'a', 'a@second']],
    ['-price', false, ['a', 'a@second', 'c', 'b']],
    ['price', true, ['b', 'a', 'a@second', 'c']],
    ['memory', false, ['b', 'a@second', 'c', 'a']],
    ['-memory', false, ['c', 'a@second', 'b', 'a']],
    ['cores', false, ['a', 'a@second', 'b', 'c']],
  ])('by %s, IPv4 counted: %s, is in one order, what has no value last', (sort, withIpv4, want) => {
    expect(names(pageOfOffers(OFFERS, { ...FIRST, sort, withIpv4 }).items)).toEqual(want);
  });

  it('goes on after the last one that was seen, whatever was sold meanwhile', () => {
    const first = pageOfOffers(OFFERS, { ...FIRST, limit: 2 });
    expect([names(first.items), first.total]).toEqual([['b', 'c'], 4]);
    const cursor = first.nextCursor ?? '';
    const left = [...OFFERS.slice(1), offer('new', '1.00')];
    const second = pageOfOffers(left, { ...FIRST, limit: 2, cursor });
    expect([names(second.items), second.nextCursor]).toEqual([['a', 'a@second'], null]);
  });

  it.each(['', 'nonsense', Buffer.from('[1]').toString('base64url')])(
    'refuses the foreign cursor "%s"',
    (cursor) => {
      expect(() => pageOfOffers(OFFERS, { ...FIRST, cursor })).toThrow('cursor');
    },
  );
});

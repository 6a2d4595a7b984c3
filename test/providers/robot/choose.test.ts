import { describe, expect, it } from '@jest/globals';
import { chooseOffers, nameOf, quoteOf } from '../../../providers/robot/choose.ts';
import { fromAuction, fromProduct } from '../../../providers/robot/market.ts';
import { readAuctionProduct, readProduct } from '../../../providers/robot/order-wire.ts';
import type { RobotOrderRequest } from '../../../src/domain/request.ts';
import { addonBody, auctionBody, makeOrder, productBody } from './make.ts';

function auction(...bodies: readonly ReturnType<typeof auctionBody>[]) {
  return bodies.flatMap(({ product }) => fromAuction(readAuctionProduct(product, 'p'), 'EUR'));
}

function products(...bodies: readonly ReturnType<typeof productBody>[]) {
  return bodies.flatMap(({ product }) => fromProduct(readProduct(product, 'p'), 'EUR'));
}

function chosen(order: Partial<RobotOrderRequest>, market: ReturnType<typeof auction>) {
  return chooseOffers(makeOrder(order), market, 'EUR').choices.map(nameOf);
}

const PRODUCT = { channel: 'product' } as const;

describe('what may be ordered', () => {
  it('is what fits, cheapest first', () => {
    const market = auction(
      auctionBody(1, '41.0000'),
      auctionBody(2, '39.5000'),
      auctionBody(3, '30.0000', { memory_size: 32 }),
      auctionBody(4, '35.0000', { description: ['2x HDD SATA 4,0 TB'] }),
      auctionBody(5, '20.0000', {
        datacenter: 'HEL1-DC2',
        orderable_addons: [addonBody('2', null)],
      }),
      auctionBody(6, '20.0000', { cpu: 'AMD Ryzen 5 3600' }),
    );
    const wish = {
      cpu: 'intel core i7',
      minMemoryGb: 64,
      locations: ['fsn1'],
      disks: [{ kind: 'nvme' as const, minCount: 2, minSizeGb: 500 }],
    };
    const { passedOver } = chooseOffers(makeOrder({ wish }), market, 'EUR');

    expect(chosen({ wish }, market)).toEqual(['SB34 2 in FSN1-DC12', 'SB34 1 in FSN1-DC12']);
    expect(passedOver).toEqual([
      '1 offers: other location',
      '1 offers: other cpu',
      '1 offers: too little memory',
      '1 offers: other disks',
    ]);
  });

  it('costs machine and address a month, and its fee once', () => {
    const [offer] = auction(auctionBody(1, '41.0000'));
    if (offer === undefined) throw new Error('no offer');

    expect(quoteOf(makeOrder(), offer)).toEqual({
      serverType: 'SB34 1',
      location: 'FSN1-DC12',
      monthlyGross: '43.023',
      setupGross: '0.00',
      currency: 'EUR',
    });
    expect(quoteOf(makeOrder({ withIpv4: false }), offer).monthlyGross).toBe('41.00');
  });

  it.each([
    ['43.023', true],
    ['43.0229', false],
  ])('is within a ceiling of %s to the last digit: %p', (monthlyGross, isWithin) => {
    const market = auction(auctionBody(1, '41.0000'));
    const maxPrice = { monthlyGross, setupGross: '0.00', currency: 'EUR' };

    if (isWithin) expect(chosen({ maxPrice }, market)).toHaveLength(1);
    else {
      expect(() => chosen({ maxPrice }, market)).toThrow(
        expect.objectContaining({ code: 'provider.price-too-high' }),
      );
    }
  });

  it('keeps the order of ids and places that was given', () => {
    const prices = { HEL1: ['40', '0'], FSN1: ['45', '0'] } as const;
    const free = { orderable_addons: [addonBody('1', null)] };
    const market = products(productBody('EX44', prices, free), productBody('AX42', prices, free));
    const order = {
      ...PRODUCT,
      ids: ['AX42', 'GONE', 'EX44'],
      wish: { locations: ['FSN1', 'HEL1'] },
    };

    expect(chosen(order, market)).toEqual([
      'AX42 in FSN1',
      'AX42 in HEL1',
      'EX44 in FSN1',
      'EX44 in HEL1',
    ]);
    expect(chooseOffers(makeOrder(order), market, 'EUR').passedOver).toEqual(['GONE: not offered']);
  });

  it.each([
    [
      'a setup fee above the ceiling',
      productBody('EX44', { FSN1: ['40', '59'] }),
      'provider.price-too-high',
    ],
    ['no price for its address', productBody('EX44', { HEL1: ['40', '0'] }), 'provider.sold-out'],
    ['no price at all', productBody('EX44', {}), 'provider.sold-out'],
    [
      'no price by the hour',
      productBody('EX44', {}, { prices: [monthlyOnly()] }),
      'provider.price-too-high',
    ],
  ])('is nothing with %s', (_why, body, code) => {
    expect(() => chosen({ ...PRODUCT }, products(body))).toThrow(expect.objectContaining({ code }));
  });

  it('is nothing where ceiling and account differ in currency', () => {
    const maxPrice = { monthlyGross: '100', setupGross: '100', currency: 'USD' };

    expect(() => chosen({ maxPrice }, auction(auctionBody(1, '1')))).toThrow(
      'the two cannot be compared',
    );
  });

  it.each(['', '-1', '1e9', 'ten'])('refuses a ceiling of "%s"', (setupGross) => {
    const maxPrice = { monthlyGross: '100', setupGross, currency: 'EUR' };

    expect(() => chosen({ maxPrice }, auction(auctionBody(1, '1')))).toThrow('is no amount');
  });
});

function monthlyOnly() {
  const price = { net: '1', gross: '40', hourly_net: null, hourly_gross: null };
  return { location: 'FSN1', price, price_setup: { net: '0', gross: '0' } };
}

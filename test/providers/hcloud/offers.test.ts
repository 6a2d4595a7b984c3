import { describe, expect, it } from '@jest/globals';
import { chooseOffers } from '../../../providers/hcloud/offers.ts';
import { readPricing, readServerType } from '../../../providers/hcloud/wire.ts';
import type { OrderRequest } from '../../../src/domain/request.ts';
import { pricingBody, typeBody } from './make.ts';

const now = Date.parse('2026-11-22T00:00:00Z');
const pricing = readPricing(pricingBody().pricing);

function order(overrides: Partial<OrderRequest>): OrderRequest {
  const wishes = { serverTypes: ['cx33'], locations: ['fsn1'], maxPrice: null };
  return { provider: 'hcloud', account: 'main', name: 'web-1', ...wishes, ...overrides };
}

function choose(
  overrides: Partial<OrderRequest>,
  types: readonly unknown[],
  whyNotIn: (location: string) => string | null = () => null,
) {
  const market = { serverTypes: types.map(readServerType), pricing, now, whyNotIn };
  return chooseOffers(order(overrides), market);
}

describe('choosing offers', () => {
  it('tries every location of a type before the next type', () => {
    const places = { fsn1: { gross: '5' }, nbg1: { gross: '5' } };
    const types = [typeBody('a', places), typeBody('b', places)];
    const { offers } = choose({ serverTypes: ['b', 'a'], locations: ['nbg1', 'fsn1'] }, types);

    expect(offers.map(({ quote }) => `${quote.serverType} ${quote.location}`)).toEqual([
      'b nbg1',
      'b fsn1',
      'a nbg1',
      'a fsn1',
    ]);
  });

  it('adds the price of the IPv4 address and rounds no price down', () => {
    const types = [typeBody('cx33', { fsn1: { gross: '6.4900000000000001' } })];

    expect(choose({}, types).offers[0]?.quote.monthlyGross).toBe('7.0901');
  });

  it.each([
    ['without one', { withIpv4: false }],
    ['with one that is there already', { primaryIpv4: 'web' }],
  ])('adds no price of an IPv4 address to a server %s', (_, wish) => {
    const types = [typeBody('cx33', { fsn1: { gross: '6.49' } })];

    expect(choose(wish, types).offers[0]?.quote.monthlyGross).toBe('6.49');
  });

  it('passes over a location where something that the order names is not', () => {
    const types = [typeBody('cx33', { fsn1: { gross: '5' }, nbg1: { gross: '5' } })];
    const whyNotIn = (location: string) => (location === 'fsn1' ? 'the volume is in nbg1' : null);
    const chosen = choose({ locations: ['fsn1', 'nbg1'] }, types, whyNotIn);

    expect(chosen.offers.map(({ quote }) => quote.location)).toEqual(['nbg1']);
    expect(chosen.passedOver).toEqual(['cx33 in fsn1: the volume is in nbg1']);
    expect(() => choose({}, types, whyNotIn)).toThrow(/the volume is in nbg1/);
  });

  it.each([
    ['7.09', true],
    ['7.0899', false],
    ['7.08999999', false],
    ['8', true],
  ])('holds a price of 7.09 against the ceiling %s exactly', (monthlyGross, isWithin) => {
    const types = [typeBody('cx33', { fsn1: { gross: '6.4900000000000000' } })];
    const choosing = () => choose({ maxPrice: { monthlyGross, currency: 'EUR' } }, types);

    if (isWithin) expect(choosing().offers).toHaveLength(1);
    else expect(choosing).toThrow(expect.objectContaining({ code: 'provider.price-too-high' }));
  });

  it('refuses a ceiling that is no amount', () => {
    const types = [typeBody('cx33', { fsn1: { gross: '6' } })];
    const choosing = () => choose({ maxPrice: { monthlyGross: '1e9', currency: 'EUR' } }, types);

    expect(choosing).toThrow(expect.objectContaining({ code: 'request.invalid' }));
  });

  it.each([
    ['of a type that is not there', [], 'there is no such server type', 'provider.rejected'],
    [
      'in a location without it',
      [typeBody('cx33', { hel1: { gross: '6' } })],
      'not offered there',
      'provider.rejected',
    ],
    [
      'that is out of stock',
      [typeBody('cx33', { fsn1: { gross: '6', available: false } })],
      'sold out',
      'provider.sold-out',
    ],
    [
      'without a price',
      [typeBody('cx33', { fsn1: { gross: '6' } }, { prices: [] })],
      'the vendor names no price',
      'provider.rejected',
    ],
    [
      'with a price that is no amount',
      [typeBody('cx33', { fsn1: { gross: 'on request' } })],
      'the vendor names no price',
      'provider.rejected',
    ],
    [
      'that has ended',
      [
        typeBody(
          'cx33',
          {},
          {
            prices: [],
            locations: [
              {
                name: 'fsn1',
                available: true,
                deprecation: {
                  announced: '2026-01-01T00:00:00Z',
                  unavailable_after: '2026-04-01T00:00:00Z',
                },
              },
            ],
          },
        ),
      ],
      'no longer offered there',
      'provider.rejected',
    ],
  ])('passes over a server %s', (_title, types, why, code) => {
    const choosing = () => choose({}, types);

    expect(choosing).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(`cx33 in fsn1: ${why}`) }),
    );
  });
});

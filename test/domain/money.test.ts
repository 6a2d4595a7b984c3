import { describe, expect, it } from '@jest/globals';
import { formatMoney, parseMoney, roundPrice } from '../../src/domain/money.ts';

describe('sums of money', () => {
  it.each([
    ['6.4900000000000000', 'up', 64_900n],
    ['6.49', 'up', 64_900n],
    ['6', 'down', 60_000n],
    ['0.00001', 'up', 1n],
    ['0.00001', 'down', 0n],
    ['1349.0000', 'up', 13_490_000n],
    ['9.99995', 'up', 100_000n],
  ] as const)('reads %s rounded %s as %i ten-thousandths', (text, rounding, units) => {
    expect(parseMoney(text, rounding)).toBe(units);
  });

  it.each(['', '-1', '1,50', '1e3', 'EUR 5', ' 5', '.5', '5.'])('does not read "%s"', (text) => {
    expect(parseMoney(text, 'up')).toBeNull();
  });

  it.each([
    [64_900n, '6.49'],
    [60_000n, '6.00'],
    [70_901n, '7.0901'],
    [60_010n, '6.001'],
    [1n, '0.0001'],
  ])('writes %i as %s', (units, text) => {
    expect(formatMoney(units)).toBe(text);
  });
});

describe('a price', () => {
  it.each([
    ['6.4900000000000000', '6.49'],
    ['39.86501', '39.8651'],
    ['40', '40.00'],
    ['free', null],
  ])('of %s counts as %p', (text, price) => {
    expect(roundPrice(text)).toBe(price);
  });
});

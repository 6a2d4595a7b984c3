/** Exact sums of money: decimal text ↔ whole 1/10 000 units. */

const DECIMAL = /^(\d{1,12})(?:\.(\d{1,40}))?$/;
const PLACES = 4;

/**
 * `6.4900000000000000` → 64900n; what is beyond the fourth place is rounded up, or down on request: a
 * price is never taken for less, nor a ceiling for more, than it is. null for what is no such text.
 */
export function parseMoney(text: string, rounding: 'up' | 'down'): bigint | null {
  const match = DECIMAL.exec(text);
  if (match === null) return null;
  const [, whole = '', fraction = ''] = match;
  const units = BigInt(whole + fraction.slice(0, PLACES).padEnd(PLACES, '0'));
  const isExact = /^0*$/.test(fraction.slice(PLACES));
  return rounding === 'up' && !isExact ? units + 1n : units;
}

/** 69900n → `6.99`; at least two places, at most four. */
export function formatMoney(units: bigint): string {
  const digits = units.toString().padStart(PLACES + 1, '0');
  const fraction = digits.slice(-PLACES).replace(/0{1,2}$/, '');
  return `${digits.slice(0, -PLACES)}.${fraction}`;
}

/** `6.4900000000000000` → `6.49`: a price in as many places as we count; null for what is no amount. */
export function roundPrice(text: string): string | null {
  const units = parseMoney(text, 'up');
  return units === null ? null : formatMoney(units);
}

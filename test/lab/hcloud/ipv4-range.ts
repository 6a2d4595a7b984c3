/** IPv4 ranges of private networks, as numbers. */

/** `10.0.0.0/16`, read. */
export interface Ipv4Range {
  readonly first: number;
  readonly size: number;
}

/** A range in CIDR form whose address is its first one; null for anything else. */
export function readRange(text: string): Ipv4Range | null {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text);
  if (!parts) return null;
  const [, ...numbers] = parts.map(Number);
  const [a = 0, b = 0, c = 0, d = 0, length = 0] = numbers;
  if ([a, b, c, d].some((byte) => byte > 255) || length > 30 || length < 8) return null;
  const first = ((a * 256 + b) * 256 + c) * 256 + d;
  const size = 2 ** (32 - length);
  return first % size === 0 ? { first, size } : null;
}

/** Whether the second range lies inside the first. */
export function covers(outer: Ipv4Range, inner: Ipv4Range): boolean {
  return inner.first >= outer.first && inner.first + inner.size <= outer.first + outer.size;
}

/** Whether two ranges share an address. */
export function overlap(one: Ipv4Range, other: Ipv4Range): boolean {
  return one.first < other.first + other.size && other.first < one.first + one.size;
}

/** The address so many places after the first of a range. */
export function addressAt({ first }: Ipv4Range, offset: number): string {
  const value = first + offset;
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}

/** The place of an address in a range; null when it is outside. */
export function offsetOf(range: Ipv4Range, address: string): number | null {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  const offset = ((a * 256 + b) * 256 + c) * 256 + d - range.first;
  return offset >= 0 && offset < range.size ? offset : null;
}

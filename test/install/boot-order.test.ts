import { describe, expect, it } from '@jest/globals';
import { type BootEntries, parseBootEntries, wishedOrder } from '../../src/install/boot-order.ts';
import { parseEntry, parseOrder, renderEntry, renderOrder } from '../../src/install/efi-entries.ts';

const A = 'b1c7fa97-bbc7-8c38-a955-29e709d28938';
const B = 'b1c7fa97-bbc7-8c38-a955-29e709d28939';
const SYSTEM = { hostname: 'web-1', architecture: 'x86_64' } as const;

const esp = (uuid: string) => ({ uuid, number: 2, startLba: 4096n, sizeLba: 524288n });
const entry = (number: number, fields: Partial<BootEntries['entries'][number]> = {}) => ({
  number,
  description: `entry ${number}`,
  isActive: true,
  isNetwork: false,
  partitionUuid: null,
  ...fields,
});
const network = (number: number) => entry(number, { isNetwork: true });
const onEsp = (number: number, partitionUuid: string) => entry(number, { partitionUuid });

describe('wishedOrder', () => {
  it.each<[string, BootEntries, readonly number[], readonly string[]]>([
    [
      'leaves what is in order alone',
      { entries: [network(0), onEsp(1, A), entry(2)], order: [0, 1, 2], esps: [esp(A)] },
      [0, 1, 2],
      [],
    ],
    [
      'puts the network first and the system second',
      { entries: [entry(0), onEsp(1, A), network(2)], order: [0, 1, 2], esps: [esp(A)] },
      [2, 1, 0],
      ['BootOrder'],
    ],
    [
      'makes an entry for each disk that has none, with a free number',
      { entries: [network(0), onEsp(2, B)], order: [0, 2], esps: [esp(A), esp(B)] },
      [0, 1, 2],
      ['Boot0001', 'BootOrder'],
    ],
    [
      'takes the network into an order that lost it, and drops numbers without an entry',
      { entries: [onEsp(1, A), network(5)], order: [1, 7], esps: [esp(A)] },
      [5, 1],
      ['BootOrder'],
    ],
    [
      'starts with the system where the firmware has no network to start from',
      { entries: [entry(0)], order: [0], esps: [esp(A)] },
      [1, 0],
      ['Boot0001', 'BootOrder'],
    ],
  ])('%s', (_title, entries, order, names) => {
    const wish = wishedOrder(entries, SYSTEM);
    expect(wish.order).toEqual(order);
    expect(wish.writes.map(({ name }) => name)).toEqual(names);
  });

  it('is in order once its own writes are done', () => {
    const before: BootEntries = {
      entries: [entry(0), network(3), network(2)],
      order: [0, 2, 3],
      esps: [esp(A), esp(B)],
    };
    const { writes } = wishedOrder(before, SYSTEM);
    const made = writes.flatMap(({ name, content }) => {
      const number = Number.parseInt(name.slice(4), 16);
      return name === 'BootOrder' ? [] : (parseEntry(number, content) ?? []);
    });
    const order = parseOrder(writes.at(-1)?.content ?? Buffer.alloc(0));
    const after = { ...before, entries: [...before.entries, ...made], order };
    expect(order).toEqual([2, 3, 1, 4, 0]);
    expect(made.map(({ description }) => description)).toEqual(['web-1 disk 1', 'web-1 disk 2']);
    expect(wishedOrder(after, SYSTEM).writes).toEqual([]);
  });
});

describe('parseBootEntries', () => {
  it('reads variables and partitions, and counts in blocks of the disk', () => {
    const seen = parseBootEntries(
      [
        `variable BootOrder ${renderOrder([1]).toString('base64')}`,
        `variable Boot0001 ${renderEntry('web-1', esp(A), 'BOOTX64.EFI').toString('base64')}`,
        'variable Boot0002 AAAA',
        `esp ${A} 2 4096 524288 4096`,
        'end',
      ].join('\n'),
    );
    expect(seen).toEqual({
      entries: [{ ...entry(1, { partitionUuid: A }), description: 'web-1' }],
      order: [1],
      esps: [{ uuid: A, number: 2, startLba: 512n, sizeLba: 65536n }],
    });
  });

  it.each(['', 'end\n', `esp ${A} 2 4096 524288 512\nend\n`])('finds none in %j', (text) => {
    expect(parseBootEntries(text)).toBeNull();
  });
});

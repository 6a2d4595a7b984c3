import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createLineReader } from '../../src/ssh/lines.ts';
import type { JobLine } from '../../src/ssh/shell.ts';

function read(chunks: readonly Buffer[], from = 1): readonly JobLine[] {
  const lines: JobLine[] = [];
  const reader = createLineReader(from, (line) => lines.push(line));
  for (const chunk of chunks) reader.push(chunk);
  reader.flush();
  return lines;
}

describe('createLineReader', () => {
  it('numbers lines from where it is told', () => {
    expect(read([Buffer.from('a\n\nb\n')], 7)).toEqual([
      { sequence: 7, text: 'a' },
      { sequence: 8, text: '' },
      { sequence: 9, text: 'b' },
    ]);
  });

  it('gives the same lines however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }).filter((line) => !/[\n\r]/.test(line))),
        fc.integer({ min: 1, max: 7 }),
        (texts, size) => {
          const bytes = Buffer.from(texts.map((text) => `${text}\n`).join(''));
          const count = Math.ceil(bytes.length / size);
          const chunks = Array.from({ length: count }, (_, index) =>
            bytes.subarray(index * size, (index + 1) * size),
          );
          expect(read(chunks).map((line) => line.text)).toEqual(texts);
        },
      ),
    );
  });

  it('hands on a last line without an end when it is flushed', () => {
    expect(read([Buffer.from('a\nb')])).toHaveLength(2);
  });

  it('forgets an unfinished line when told, so that it can come again', () => {
    const lines: JobLine[] = [];
    const reader = createLineReader(1, (line) => lines.push(line));
    reader.push(Buffer.from('one\ntw'));
    expect(reader.next()).toBe(2);
    reader.dropPartial();
    reader.push(Buffer.from('two\n'));
    expect(lines).toEqual([
      { sequence: 1, text: 'one' },
      { sequence: 2, text: 'two' },
    ]);
  });

  it('keeps the head of a line that never ends', () => {
    const lines = read([...Array.from({ length: 100 }, () => Buffer.alloc(4096, 'x'))]);
    expect(lines.map((line) => line.text.length)).toEqual([65_536]);
  });
});

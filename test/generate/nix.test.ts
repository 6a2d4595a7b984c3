import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  attributeName,
  bool,
  entry,
  int,
  list,
  part,
  path,
  quoteString,
  raw,
  renderComment,
  renderFile,
  renderNix,
  set,
  str,
} from '../../src/generate/nix.ts';
import { evaluateWithNix } from './real-nix.ts';

const DOLLAR = '$';
const HOSTILE: readonly string[] = [
  '',
  '"',
  '\\',
  '\\"',
  `${DOLLAR}{builtins.abort "x"}`,
  `${DOLLAR}${DOLLAR}{x}`,
  `${DOLLAR}${DOLLAR}${DOLLAR}{x}`,
  `\\${DOLLAR}{x}`,
  `\\\\${DOLLAR}{x}`,
  DOLLAR,
  `a${DOLLAR}`,
  `${DOLLAR}"`,
  "''",
  `''${DOLLAR}{x}''`,
  'line\nline',
  'carriage\rreturn\r\nboth',
  '\ttab',
  '\u0001\u001b[31m',
  'ünïcødé \u2028 𝄞',
  '"; builtins.abort "x',
  '/* */ # comment',
];

/** Any text that Nix can hold. */
const anyText = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom('$', '{', '}', '"', '\\', "'", '\n', '\r', '\t', 'a', '#', ';'), {
        maxLength: 12,
      })
      .map((parts) => parts.join('')),
  )
  .filter((text) => !text.includes('\0') && text.isWellFormed());

describe('quoting Nix', () => {
  it('gives every text back unchanged through the real Nix', () => {
    const texts = [...HOSTILE, ...fc.sample(anyText, { numRuns: 2000, seed: 20261122 })];
    expect(evaluateWithNix(renderNix(list(texts.map(str))))).toEqual(texts);
  });

  it('gives every attribute name back unchanged through the real Nix', () => {
    const names = [
      ...new Set([
        ...HOSTILE,
        'a',
        'web-1',
        '1a',
        'or',
        'let',
        'a.b',
        "a'",
        'true',
        ...fc.sample(anyText, { numRuns: 300, seed: 7 }),
      ]),
    ];
    const value = evaluateWithNix(
      renderNix(set(names.map((name, index) => entry([name], int(index))))),
    );
    expect(value).toEqual(Object.fromEntries(names.map((name, index) => [name, index])));
  });

  it('keeps comments from becoming code', () => {
    const texts = [...HOSTILE, ...fc.sample(anyText, { numRuns: 300, seed: 8 })];
    const file = renderFile(set(texts.map((text, index) => entry(`a${index}`, int(index), text))), {
      comment: texts.join('\n'),
    });
    expect(evaluateWithNix(file)).toEqual(
      Object.fromEntries(texts.map((_, index) => [`a${index}`, index])),
    );
  });

  it.each(['a\0b', '\ud800'])('refuses what no Nix string can hold: %j', (text) => {
    expect(() => quoteString(text)).toThrow(expect.objectContaining({ code: 'bug.unexpected' }));
  });

  it.each([
    ['a', 'a'],
    ['web-1', 'web-1'],
    ['10-uplink', '"10-uplink"'],
    ['or', '"or"'],
    ['let', '"let"'],
    ['a.b', '"a.b"'],
    ['', '""'],
  ])('writes the attribute %j as %s', (name, want) => {
    expect(attributeName(name)).toBe(want);
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 53])('refuses %d as an integer', (value) => {
    expect(() => int(value)).toThrow(/is none from 0 on/);
  });

  it.each(['/etc/shadow', './../x', './a b', 'a', './', './a/../b'])(
    'refuses %j as a path',
    (text) => {
      expect(() => path(text)).toThrow(expect.objectContaining({ code: 'bug.unexpected' }));
    },
  );
});

describe('laying out Nix', () => {
  it('writes what a person would write', () => {
    const value = set([
      entry('a.b', bool(true), 'Why.\nIn two lines.'),
      entry('list', list([str('x'), path('./y.nix')])),
      part('long', list(['a', 'b'].map((letter) => str(letter.repeat(60))))),
      entry('empty', list([])),
      entry('nothing', set([])),
      entry(['with space'], raw('(1 + 1)')),
    ]);
    expect(renderFile(value, { head: '{ lib, ... }:', comment: 'Top.' })).toBe(`# Top.
{ lib, ... }:

{
  # Why.
  # In two lines.
  a.b = true;
  list = [ "x" ./y.nix ];

  long = [
    "${'a'.repeat(60)}"
    "${'b'.repeat(60)}"
  ];
  empty = [ ];
  nothing = { };
  "with space" = (1 + 1);
}
`);
  });

  it('never lets a line of a comment stand without its sign', () => {
    expect(renderComment('a\r\nb\rc\n\nd\u0007', 1)).toBe('  # a\n  # b\n  # c\n  # d');
  });
});

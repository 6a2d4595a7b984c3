/** Text that somebody might send to get code into a file: quotes of shell and Nix, ends of lines, NUL, halves of characters. */

import fc from 'fast-check';

const PIECES = [
  ...['$', '{', '}', '${', '$${', "''", "'''", "''${", '"', '\\', '\\"', "'", '`', '$(', ')'],
  ...['\n', '\r', '\r\n', '\t', '\0', '\u0001', '\u001b[31m', '\u0085', '\u2028', '\u2029'],
  ...['#', '/*', '*/', ';', '=', '//', '/', '.', '..', '-', '--', '*', '?', '~', '@', '<nixpkgs>'],
  ...['a', 'Z', '0', ' ', 'ünï', '𝄞', '\ud800', '\udc00', '\u202e', '\ufeff', '\u0000x'],
  ...['builtins.abort "x"', 'in', 'or', 'rec', 'with', '%s', '\\n', '\\0', '&&', '|', '>', '<'],
];

const anyHostile = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.array(fc.constantFrom(...PIECES), { maxLength: 10 }).map((all) => all.join('')),
  },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 80 }) },
);

/** The same texts each time: `count` of them. */
export function hostileTexts(count: number): readonly string[] {
  return fc.sample(anyHostile, { numRuns: count, seed: 20261122 });
}

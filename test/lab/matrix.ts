/**
 * `npm run lab:matrix`: every layout by every firmware through the real service, each to ready; then each disk that a
 * layout can do without is taken away, one at a time, and the machine has to start.
 *
 * --short       only the rows that stand for all; the required tests run these
 * --row WORDS   only rows whose firmware and name hold these words; may be given several times: --row "bios mirror"
 * --json        one line of JSON on stdout at the end; all else on stderr
 *
 * Exit status 0 only when every row passed. ZFS is not in it: the lab's kernel comes without its module. Encrypted rows
 * are unlocked by the service the first time, and over OpenSSH's own client each time after that.
 */

import { parseArgs } from 'node:util';
import { ROWS } from './matrix-rows.ts';
import { inWords, type RowResult, tryRow } from './matrix-run.ts';

const { values: options } = parseArgs({
  options: {
    short: { type: 'boolean', default: false },
    row: { type: 'string', multiple: true, default: [] },
    json: { type: 'boolean', default: false },
  },
});
const print = options.json
  ? (line: string) => console.error(line)
  : (line: string) => console.log(line);

const rows = ROWS.filter(({ isShort, firmware, name }) => {
  const holdsAll = (words: string) =>
    words.split(' ').every((word) => `${firmware} ${name}`.includes(word));
  const isAsked = options.row.length === 0 || options.row.some(holdsAll);
  return isAsked && (isShort || !options.short);
});
const results: RowResult[] = [];
for (const row of rows) {
  const result = await tryRow(row, print);
  results.push(result);
  print(inWords(result));
}
const passed = results.filter(({ hasPassed }) => hasPassed).length;
print(`${passed} of ${results.length} rows passed`);
if (options.json) console.log(JSON.stringify({ rows: results }));
process.exitCode = results.length > 0 && passed === results.length ? 0 : 1;

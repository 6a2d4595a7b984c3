/**
 * `npm run lab:matrix`: every layout by every firmware through the real service, each to ready; then each disk that a
 * layout can do without is taken away, one at a time, and the machine has to start.
 *
 * Exit status 0 only when every row passed. ZFS is not in it: the lab's kernel comes without its module. Encrypted rows
 * are unlocked by the service the first time, and over OpenSSH's own client each time after that.
 */

import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { wholeNumber } from '../support/command-line.ts';
import { ROWS } from './matrix-rows.ts';
import { inWords, type RowResult, tryRow } from './matrix-run.ts';

interface Options {
  readonly short: boolean;
  readonly row: readonly string[];
  readonly atOnce: number;
  readonly json: boolean;
}

const options = new Command('npm run lab:matrix --')
  .description(
    'Installs every layout by every firmware, and takes away each disk it can do without.',
  )
  .option('--short', 'only the rows that stand for all; the required tests run these', false)
  .option(
    '--row <words...>',
    'only rows that hold all of these, or the one that they name: --row "bios mirror" "uefi luks"',
    [],
  )
  .option(
    '--at-once <number>',
    'machines at a time without a disk',
    wholeNumber,
    availableParallelism(),
  )
  .option('--json', 'one line of JSON on stdout at the end; all else on stderr', false)
  .parse()
  .opts<Options>();
const print = options.json
  ? (line: string) => console.error(line)
  : (line: string) => console.log(line);

const isRow = (words: string) => ROWS.some((row) => `${row.firmware} ${row.name}` === words);
const rows = ROWS.filter(({ isShort, firmware, name }) => {
  const whole = `${firmware} ${name}`;
  const holdsAll = (words: string) =>
    isRow(words) ? words === whole : words.split(' ').every((word) => whole.includes(word));
  const isAsked = options.row.length === 0 || options.row.some(holdsAll);
  return isAsked && (isShort || !options.short);
});
const results: RowResult[] = [];
for (const row of rows) {
  const result = await tryRow(row, { print, atOnce: options.atOnce });
  results.push(result);
  print(inWords(result));
}
const passed = results.filter(({ hasPassed }) => hasPassed).length;
print(`${passed} of ${results.length} rows passed`);
if (options.json) console.log(JSON.stringify({ rows: results }));
process.exitCode = results.length > 0 && passed === results.length ? 0 : 1;

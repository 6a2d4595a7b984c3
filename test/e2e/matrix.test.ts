/** The rows of the layout matrix that stand for all; the whole of it is `npm run lab:matrix`. */

import { describe, expect, it } from '@jest/globals';
import { ROWS } from '../lab/matrix-rows.ts';
import { tryRow } from '../lab/matrix-run.ts';

describe('the layout matrix', () => {
  it.each(
    ROWS.filter(({ isShort }) => isShort).map((row) => [row.firmware, row.name, row] as const),
  )(
    'on %s installs %s, and starts without each disk that it can do without',
    async (_firmware, _name, row) => {
      const result = await tryRow(row, { print: (line) => process.stderr.write(`${line}\n`) });
      expect(result.problem).toBeNull();
      expect(result.startedWithout).toEqual(row.expendable);
    },
  );
});

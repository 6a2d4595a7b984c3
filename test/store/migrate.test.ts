import fs from 'node:fs';
import path from 'node:path';
import { expect, it } from '@jest/globals';
import { MIGRATIONS } from '../../src/store/migrate.ts';

it('lists every migration of the folder', () => {
  const folder = path.join(import.meta.dirname, '../../src/store/migrations');
  const files = fs.readdirSync(folder).map((file) => path.basename(file, '.ts'));
  expect(Object.keys(MIGRATIONS)).toEqual(files.sort());
});

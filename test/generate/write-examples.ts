/** Writes docs/examples anew: `node bin/node.cjs test/generate/write-examples.ts`, then read the difference. */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exampleFiles, examples } from './examples.ts';

for (const example of examples()) {
  const folder = new URL(`../../docs/examples/${example.name}/`, import.meta.url);
  rmSync(folder, { recursive: true, force: true });
  for (const file of exampleFiles(example)) {
    const path = fileURLToPath(new URL(file.path, folder));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.text);
  }
}

/** Files that a command line names. */

import { readFileSync } from 'node:fs';
import { CliError, EXIT } from './errors.ts';

/** The text of a file. @throws CliError */
export function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(EXIT.usage, `A file cannot be read: ${why}`);
  }
}

/** Lines of a file with public keys, without comments. @throws CliError */
export function readKeys(file: string): readonly string[] {
  const lines = readText(file).split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}

/** Questions before something that cannot be taken back. */

import type { Cli } from './cli.ts';
import { CliError, EXIT } from './errors.ts';

/** @throws CliError unless exactly this word is typed */
export async function confirm({ terminal }: Cli, question: string, wanted: string): Promise<void> {
  if ((await terminal.ask(question)).trim() === wanted) return;
  throw new CliError(EXIT.declined, 'That was not the word. Nothing was started.');
}

/** @throws CliError where nobody can be asked, with what to give instead */
export function requirePerson({ terminal }: Cli, what: string, instead: string): void {
  if (terminal.isInteractive) return;
  throw new CliError(EXIT.usage, `Nobody can be asked here whether ${what}.`, instead);
}

/** `login`: stores where the service is, and the token. */

import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CliError, EXIT } from '../errors.ts';
import { clientFor, type GlobalOptions, store } from '../settings.ts';

/** The token comes from a question or from stdin, never from the command line, where others could read it. */
export function addLoginCommand(program: Command, cli: Cli): void {
  program
    .command('login')
    .description('store where the service is, and a token (asked for, or read from stdin)')
    .action(async (_options: object, command: Command) => {
      const url = command.optsWithGlobals<GlobalOptions>().url ?? cli.environment.IRONFLAKE_URL;
      if (url === undefined || URL.parse(url) === null) {
        throw new CliError(EXIT.usage, 'login needs --url with the URL of the service.');
      }
      const token = (await readToken(cli)).trim();
      if (token === '') throw new CliError(EXIT.usage, 'No token was given.');
      await clientFor(cli, { url, token }).installs.list({ limit: 1 }, { signal: cli.signal });
      const file = store(cli, { url, token });
      cli.terminal.err(`Logged in at ${url}; kept in ${file}.\n`);
    });
}

function readToken({ terminal }: Cli): Promise<string> {
  return terminal.isInteractive ? terminal.askSecret('Token: ') : terminal.readAll();
}

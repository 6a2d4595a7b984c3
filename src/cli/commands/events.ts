/** `events ID`: everything that happened to an install. */

import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { eventLine } from '../describe.ts';
import { CliError, EXIT } from '../errors.ts';
import { connect, wantsJson } from '../settings.ts';
import { storedEvents } from './stored-events.ts';

interface EventsFlags {
  readonly after: string;
  readonly follow?: boolean;
}

/** Adds the command. With `--json` each event is one line, with its number, to go on after. */
export function addEventsCommand(program: Command, cli: Cli): void {
  program
    .command('events <install-id>')
    .description('everything that happened to an install')
    .option('--after <event-id>', 'only what came after this event', '0')
    .option('-f, --follow', 'go on until the install ends')
    .action(async (installId: string, flags: EventsFlags, command: Command) => {
      const after = Number(flags.after);
      if (!Number.isSafeInteger(after) || after < 0) {
        throw new CliError(EXIT.usage, `--after ${flags.after} is not the number of an event.`);
      }
      const { installs } = connect(cli, command);
      const input = { after, signal: cli.signal };
      const events =
        flags.follow === true
          ? installs.watch(installId, input)
          : storedEvents(installs, installId, input);
      for await (const event of events) {
        const text = wantsJson(command)
          ? JSON.stringify(event)
          : `${event.at.slice(0, 19)}  ${eventLine(event.body)}`;
        cli.terminal.out(`${text}\n`);
      }
    });
}

/** `logs ID [-f]`: what work on the machine printed. */

import type { Command } from 'commander';
import type { InstallEvent } from '../../client/client.ts';
import type { Cli } from '../cli.ts';
import { plain } from '../print.ts';
import { connect, wantsJson } from '../settings.ts';
import { storedEvents } from './stored-events.ts';

/** Adds the command. */
export function addLogsCommand(program: Command, cli: Cli): void {
  program
    .command('logs <install-id>')
    .description('what work on the machine printed')
    .option('-f, --follow', 'go on until the install ends')
    .action(async (installId: string, options: { follow?: boolean }, command: Command) => {
      const { installs } = connect(cli, command);
      const events =
        options.follow === true
          ? installs.watch(installId, { signal: cli.signal })
          : storedEvents(installs, installId, { after: 0, signal: cli.signal });
      for await (const event of events) {
        const text = lineOf(event, wantsJson(command));
        if (text !== null) cli.terminal.out(`${text}\n`);
      }
    });
}

function lineOf(event: InstallEvent, isForMachines: boolean): string | null {
  if (event.body.kind !== 'output') return null;
  if (isForMachines) return JSON.stringify({ at: event.at, ...event.body });
  return `${event.at.slice(11, 19)} ${plain(event.body.job)} | ${plain(event.body.text)}`;
}

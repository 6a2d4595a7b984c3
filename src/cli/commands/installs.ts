/** `installs list|show|cancel`. */

import type { Command } from 'commander';
import type { InstallSummary } from '../../client/client.ts';
import type { Cli } from '../cli.ts';
import { installLines } from '../describe.ts';
import { collect, numberOf, wordOf } from '../pages.ts';
import { instant, json, plain, table } from '../print.ts';
import { connect, wantsJson } from '../settings.ts';

const STATES = [
  'queued',
  'running',
  'waiting-for-permit',
  'ready',
  'failed',
  'cancelling',
  'cancelled',
] as const;

/** Adds the noun with its verbs. */
export function addInstallsCommands(program: Command, cli: Cli): void {
  const installs = program.command('installs').description('installs that were asked for');
  installs
    .command('list')
    .description('newest first')
    .option('--state <state>', `only those that are ${STATES.join(', ')}`)
    .option('--limit <count>', 'how many', '20')
    .action(async (options: { state?: string; limit: string }, command: Command) => {
      const items = await listInstalls(cli, command, options);
      cli.terminal.out(wantsJson(command) ? json(items) : asTable(items, cli.terminal.columns));
    });
  installs
    .command('show <install-id>')
    .description('one install with its timings, its problem or its proof')
    .action(async (installId: string, _options: object, command: Command) => {
      const install = await connect(cli, command).installs.get(installId, { signal: cli.signal });
      cli.terminal.out(
        wantsJson(command) ? json(install) : installLines(install, cli.terminal.columns),
      );
    });
  installs
    .command('cancel <install-id>')
    .description('stop it at its next safe point')
    .action(async (installId: string, _options: object, command: Command) => {
      const { installs: calls } = connect(cli, command);
      const install = await calls.cancel(installId, { signal: cli.signal });
      cli.terminal.out(wantsJson(command) ? json(install) : `${installId} is ${install.state}\n`);
    });
}

function listInstalls(
  cli: Cli,
  command: Command,
  options: { state?: string; limit: string },
): Promise<readonly InstallSummary[]> {
  const { state, limit } = options;
  const chosen = state === undefined ? {} : { state: wordOf('--state', state, STATES) };
  const wanted = numberOf('--limit', limit);
  const { installs } = connect(cli, command);
  return collect(wanted, (page) => installs.list({ ...page, ...chosen }, { signal: cli.signal }));
}

function asTable(items: readonly InstallSummary[], width: number): string {
  if (items.length === 0) return 'There are no installs.\n';
  const rows = items.map((one) => [
    one.installId,
    one.hostname,
    one.state === 'running' ? (one.phase ?? one.state) : one.state,
    instant(one.createdAt).slice(5, 16),
    plain(one.problem?.detail ?? one.waiting?.for ?? ''),
  ]);
  const columns = [
    { title: 'install' },
    { title: 'hostname', isFlexible: true },
    { title: 'state' },
    { title: 'created' },
    { title: 'why', isFlexible: true },
  ];
  return table(columns, rows, width);
}

/** `tokens list|create|revoke`. */

import type { Command } from 'commander';
import type { Token } from '../../client/client.ts';
import type { Cli } from '../cli.ts';
import { wordOf } from '../pages.ts';
import { instant, json, plain, table } from '../print.ts';
import { connect, wantsJson } from '../settings.ts';

const SCOPES = ['read', 'install', 'order', 'admin'] as const;

interface CreateFlags {
  readonly scope: readonly string[];
  readonly expires?: string;
}

/** Adds the noun with its verbs. */
export function addTokensCommands(program: Command, cli: Cli): void {
  const tokens = program.command('tokens').description('who may call the service');
  tokens
    .command('list')
    .description('oldest first; never their text')
    .action(async (_options: object, command: Command) => {
      const { items } = await connect(cli, command).tokens.list({ signal: cli.signal });
      const text = wantsJson(command) ? json(items) : tokenTable(items, cli.terminal.columns);
      cli.terminal.out(text);
    });
  tokens
    .command('create <name>')
    .description('make one; its text is printed this once')
    .option('--scope <scope...>', `some of ${SCOPES.join(', ')}`, ['read'])
    .option('--expires <instant>', 'when it stops to be valid, as 2027-01-31T00:00:00Z')
    .action(async (name: string, { scope, expires }: CreateFlags, command: Command) => {
      const made = await connect(cli, command).tokens.create(
        {
          name,
          scopes: scope.map((one) => wordOf('--scope', one, SCOPES)),
          ...(expires === undefined ? {} : { expiresAt: expires }),
        },
        { signal: cli.signal },
      );
      if (wantsJson(command)) return cli.terminal.out(json(made));
      cli.terminal.err(`token ${made.tokenId}; it is shown this once:\n`);
      cli.terminal.out(`${made.token ?? ''}\n`);
    });
  tokens
    .command('revoke <token-id>')
    .description('take one out of use for ever')
    .action(async (tokenId: string, _options: object, command: Command) => {
      const token = await connect(cli, command).tokens.revoke(tokenId, { signal: cli.signal });
      cli.terminal.out(wantsJson(command) ? json(token) : `${plain(token.name)} is revoked\n`);
    });
}

function tokenTable(tokens: readonly Token[], width: number): string {
  const rows = tokens.map((one) => [
    one.tokenId,
    plain(one.name),
    one.scopes.join(','),
    one.expiresAt === null ? 'never' : instant(one.expiresAt).slice(0, 10),
    one.lastUsedAt === null ? 'never' : instant(one.lastUsedAt).slice(0, 10),
  ]);
  const columns = [
    { title: 'token' },
    { title: 'name', isFlexible: true },
    { title: 'scopes', isFlexible: true },
    { title: 'expires' },
    { title: 'used' },
  ];
  return table(columns, rows, width);
}

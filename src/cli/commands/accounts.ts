/** `accounts list|show|add|check|replace|delete`. */

import type { Command } from 'commander';
import type { Account, Client } from '../../client/client.ts';
import type { Cli, EndWith } from '../cli.ts';
import { confirm, requirePerson } from '../confirm.ts';
import { CliError, EXIT } from '../errors.ts';
import { pairs } from '../machine.ts';
import { wordOf } from '../pages.ts';
import { instant, json, plain, table } from '../print.ts';
import { connect, wantsJson } from '../settings.ts';

const PROVIDERS = ['hcloud', 'robot'] as const;

type Path = Parameters<Client['accounts']['get']>[0];

/** Adds the noun with its verbs. Secrets come from a question or from stdin, never from the command line. */
export function addAccountsCommands(program: Command, cli: Cli, end: EndWith): void {
  const accounts = program.command('accounts').description('credentials of vendors');
  addReading(accounts, cli);
  addStoring(accounts, cli, end);
  accounts
    .command('check <provider> <name>')
    .description('ask the vendor again whether it takes them')
    .action(async (provider: string, name: string, _options: object, command: Command) => {
      const client = connect(cli, command);
      const path = pathOf(provider, name);
      await client.accounts.check(path, { signal: cli.signal });
      await tellChecked(cli, command, path, end);
    });
  accounts
    .command('delete <provider> <name>')
    .description('forget it and its credentials')
    .option('-y, --yes', 'ask nothing')
    .action(
      async (provider: string, name: string, { yes }: { yes?: boolean }, command: Command) => {
        const path = pathOf(provider, name);
        if (yes !== true) {
          requirePerson(cli, 'the credentials may be forgotten', 'Give --yes if they may.');
          await confirm(cli, `The credentials are forgotten. Type "${name}" to go on: `, name);
        }
        const gone = await connect(cli, command).accounts.delete(path, { signal: cli.signal });
        cli.terminal.out(wantsJson(command) ? json(gone) : `${provider} ${name} is forgotten\n`);
      },
    );
}

function addReading(accounts: Command, cli: Cli): void {
  accounts
    .command('list')
    .description('oldest first')
    .action(async (_options: object, command: Command) => {
      const { items } = await connect(cli, command).accounts.list({ signal: cli.signal });
      const text = wantsJson(command) ? json(items) : accountTable(items, cli.terminal.columns);
      cli.terminal.out(text);
    });
  accounts
    .command('show <provider> <name>')
    .description('one account, and what the vendor said of it last')
    .action(async (provider: string, name: string, _options: object, command: Command) => {
      const path = pathOf(provider, name);
      show(cli, command, await connect(cli, command).accounts.get(path, { signal: cli.signal }));
    });
}

function addStoring(accounts: Command, cli: Cli, end: EndWith): void {
  accounts
    .command('add <provider> <name>')
    .description('store a token (hcloud) or a password (robot): asked for, or from stdin')
    .option('--user <user>', 'Robot’s web service user, as "#ws+…"')
    .action(
      async (provider: string, name: string, { user }: { user?: string }, command: Command) => {
        const path = pathOf(provider, name);
        const client = connect(cli, command);
        const given = { signal: cli.signal };
        if (path.provider === 'hcloud') {
          const token = await readSecret(cli, 'Token: ');
          await client.accounts.add({ provider: 'hcloud', name, token }, given);
        } else {
          if (user === undefined)
            throw new CliError(EXIT.usage, 'An account at robot needs --user.');
          const password = await readSecret(cli, 'Password: ');
          await client.accounts.add({ provider: 'robot', name, user, password }, given);
        }
        await tellChecked(cli, command, path, end);
      },
    );
  accounts
    .command('replace <provider> <name>')
    .description('other credentials, asked for or from stdin; used from the next call on')
    .option('--user <user>', 'Robot’s web service user, if it changes too')
    .action(
      async (provider: string, name: string, { user }: { user?: string }, command: Command) => {
        const path = pathOf(provider, name);
        const isCloud = path.provider === 'hcloud';
        const secret = await readSecret(cli, isCloud ? 'Token: ' : 'Password: ');
        const body = isCloud
          ? { token: secret }
          : { password: secret, ...(user === undefined ? {} : { user }) };
        await connect(cli, command).accounts.change(path, body, { signal: cli.signal });
        await tellChecked(cli, command, path, end);
      },
    );
}

/** Waits for the vendor's word; the exit status is it. */
async function tellChecked(cli: Cli, command: Command, path: Path, end: EndWith): Promise<void> {
  cli.terminal.err('asking the vendor …\n');
  const account = await connect(cli, command).accounts.checked(path, { signal: cli.signal });
  show(cli, command, account);
  end(account.state === 'works' ? EXIT.done : EXIT.failed);
}

function pathOf(provider: string, account: string): Path {
  return { provider: wordOf('The provider', provider, PROVIDERS), account };
}

async function readSecret({ terminal }: Cli, question: string): Promise<string> {
  const text = terminal.isInteractive
    ? await terminal.askSecret(question)
    : await terminal.readAll();
  if (text.trim() !== '') return text.trim();
  throw new CliError(EXIT.usage, 'No secret was given.', 'Type it, or give it on stdin.');
}

function accountTable(accounts: readonly Account[], width: number): string {
  if (accounts.length === 0) {
    return 'There are no accounts. Store one with "accounts add", or set HCLOUD_TOKEN for the service.\n';
  }
  const rows = accounts.map((one) => [
    one.provider,
    one.name,
    one.state,
    one.source,
    plain(one.problem?.detail ?? ''),
  ]);
  const columns = [
    { title: 'provider' },
    { title: 'name', isFlexible: true },
    { title: 'state' },
    { title: 'from' },
    { title: 'why', isFlexible: true },
  ];
  return table(columns, rows, width);
}

function show(cli: Cli, command: Command, account: Account): void {
  if (wantsJson(command)) {
    cli.terminal.out(json(account));
    return;
  }
  const { provider, name, state, source, user, checkedAt, problem } = account;
  const facts: (readonly [string, string])[] = [
    ['account', `${provider} ${name}`],
    ['state', state],
    ['from', source],
  ];
  if (user !== null) facts.push(['user', user]);
  if (checkedAt !== null) facts.push(['checked', `${instant(checkedAt)} UTC`]);
  if (problem !== null) facts.push(['why', problem.detail], ['what to do', problem.advice]);
  cli.terminal.out(pairs(facts));
}

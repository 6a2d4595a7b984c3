/** `webhooks list|show|create|enable|disable|test|replay|delete`. */

import type { Command } from 'commander';
import type { Client, Webhook } from '../../client/client.ts';
import type { Cli } from '../cli.ts';
import { pairs } from '../machine.ts';
import { numberOf, wordOf } from '../pages.ts';
import { instant, json, plain, table } from '../print.ts';
import { connect, wantsJson } from '../settings.ts';

type Body = Parameters<Client['webhooks']['create']>[0];

const KINDS = [
  'created',
  'phase-started',
  'phase-ended',
  'waiting',
  'note',
  'output',
  'retrying',
  'resumed',
  'ready',
  'failed',
  'cancelled',
] as const;

/** Adds the noun with its verbs. */
export function addWebhooksCommands(program: Command, cli: Cli): void {
  const webhooks = program.command('webhooks').description('what other systems are told of');
  webhooks
    .command('list')
    .description('all webhooks')
    .action(async (_options: object, command: Command) => {
      const { items } = await connect(cli, command).webhooks.list({ signal: cli.signal });
      const text = wantsJson(command) ? json(items) : webhookTable(items, cli.terminal.columns);
      cli.terminal.out(text);
    });
  webhooks
    .command('create <url>')
    .description('tell this URL of events; its secret is printed this once')
    .option('--kinds <kinds>', `only these: ${KINDS.join(',')}`)
    .option('--description <text>', 'for people')
    .action(
      async (url: string, flags: { kinds?: string; description?: string }, command: Command) => {
        const calls = connect(cli, command).webhooks;
        const made = await calls.create(toBody(url, flags), { signal: cli.signal });
        if (wantsJson(command)) return cli.terminal.out(json(made));
        cli.terminal.err(`webhook ${made.webhook.webhookId}; its secret, shown this once:\n`);
        cli.terminal.out(`${made.secret ?? ''}\n`);
      },
    );
  addActs(webhooks, cli);
}

type Act = (calls: Client['webhooks'], webhookId: string, signal: AbortSignal) => Promise<Webhook>;

/** Verbs that take the id alone, and show the webhook as it is then. */
const ACTS: readonly (readonly [name: string, description: string, act: Act])[] = [
  ['show', 'one webhook', (calls, id, signal) => calls.get(id, { signal })],
  [
    'enable',
    'make it active again; it hears of events from now on',
    (calls, id, signal) => calls.change(id, { state: 'active' }, { signal }),
  ],
  [
    'disable',
    'send nothing more',
    (calls, id, signal) => calls.change(id, { state: 'disabled' }, { signal }),
  ],
  ['test', 'send a test call', (calls, id, signal) => calls.test(id, { signal })],
  ['delete', 'forget it', (calls, id, signal) => calls.delete(id, { signal })],
];

function addActs(webhooks: Command, cli: Cli): void {
  for (const [name, description, act] of ACTS) {
    webhooks
      .command(`${name} <webhook-id>`)
      .description(description)
      .action(async (webhookId: string, _options: object, command: Command) => {
        show(cli, command, await act(connect(cli, command).webhooks, webhookId, cli.signal));
      });
  }
  webhooks
    .command('replay <webhook-id> <event-id>')
    .description('send everything after this event again')
    .action(async (webhookId: string, eventId: string, _options: object, command: Command) => {
      const after = numberOf('The event', eventId);
      const calls = connect(cli, command).webhooks;
      show(cli, command, await calls.replay(webhookId, after, { signal: cli.signal }));
    });
}

function toBody(url: string, flags: { kinds?: string; description?: string }): Body {
  const { kinds, description } = flags;
  return {
    url,
    ...(kinds === undefined
      ? {}
      : { kinds: kinds.split(',').map((one) => wordOf('--kinds', one, KINDS)) }),
    ...(description === undefined ? {} : { description }),
  };
}

function webhookTable(webhooks: readonly Webhook[], width: number): string {
  if (webhooks.length === 0) return 'There are no webhooks.\n';
  const rows = webhooks.map((one) => [
    one.webhookId,
    plain(one.url),
    one.state,
    one.lastStatus === null ? '–' : String(one.lastStatus),
  ]);
  const columns = [
    { title: 'webhook' },
    { title: 'url', isFlexible: true },
    { title: 'state' },
    { title: 'last' },
  ];
  return table(columns, rows, width);
}

function show(cli: Cli, command: Command, webhook: Webhook): void {
  if (wantsJson(command)) {
    cli.terminal.out(json(webhook));
    return;
  }
  const { webhookId, url, description, kinds, state, reason, lastStatus, lastAttemptAt } = webhook;
  const facts: (readonly [string, string])[] = [
    ['webhook', webhookId],
    ['url', url],
    ['hears of', kinds === null ? 'all but output' : kinds.join(', ')],
    ['state', reason === null ? state : `${state}: ${reason}`],
  ];
  if (description !== '') facts.push(['for', description]);
  if (lastAttemptAt !== null) {
    facts.push(['last call', `${instant(lastAttemptAt)} UTC, status ${lastStatus ?? 'none'}`]);
  }
  cli.terminal.out(pairs(facts));
}

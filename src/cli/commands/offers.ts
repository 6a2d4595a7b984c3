/** `offers`: what can be ordered now. */

import type { Command } from 'commander';
import type { Client } from '../../client/client.ts';
import type { Cli } from '../cli.ts';
import { numberOf, wordOf } from '../pages.ts';
import { duration, json, plain, table } from '../print.ts';
import { connect, wantsJson } from '../settings.ts';

type Query = NonNullable<Parameters<Client['offers']['list']>[0]>;
type Page = Awaited<ReturnType<Client['offers']['list']>>;
type Offer = Page['items'][number];

const CHANNELS = ['cloud', 'product', 'auction'] as const;
const SORTS = ['price', '-price', 'memory', '-memory', 'cores', '-cores'] as const;

interface OfferFlags {
  readonly provider?: string;
  readonly account?: string;
  readonly channel?: string;
  readonly arch?: string;
  readonly cpu?: string;
  readonly cores?: string;
  readonly memory?: string;
  readonly disk?: string;
  readonly disks?: string;
  readonly diskSize?: string;
  readonly location?: string;
  readonly maxPrice?: string;
  readonly maxSetup?: string;
  readonly ipv4?: boolean;
  readonly available?: boolean;
  readonly sort: string;
  readonly limit: string;
}

/** Adds the command. */
export function addOffersCommand(program: Command, cli: Cli): void {
  program
    .command('offers')
    .description('what can be ordered now, cheapest first')
    .option('--provider <name>', 'hcloud or robot')
    .option('--account <name>', 'what this account could order')
    .option('--channel <channels>', `some of ${CHANNELS.join(',')}`)
    .option('--arch <architecture>', 'x86_64 or aarch64')
    .option('--cpu <text>', 'within the name of the processor')
    .option('--cores <count>', 'at least')
    .option('--memory <gb>', 'at least')
    .option('--disk <kind>', 'nvme, ssd or hdd')
    .option('--disks <count>', 'at least so many of that kind')
    .option('--disk-size <gb>', 'each at least')
    .option('--location <places>', 'as "fsn1,nbg1" or "FSN1"')
    .option('--max-price <amount>', 'a month, VAT included')
    .option('--max-setup <amount>', 'once, VAT included')
    .option('--ipv4', 'count an IPv4 address into the price')
    .option('--available', 'leave out what is sold out')
    .option('--sort <by>', `one of ${SORTS.join(', ')}`, 'price')
    .option('--limit <count>', 'how many', '20')
    .action(async (flags: OfferFlags, command: Command) => {
      const page = await connect(cli, command).offers.list(toQuery(flags), { signal: cli.signal });
      if (wantsJson(command)) return cli.terminal.out(json(page));
      cli.terminal.out(offerTable(page.items, cli.terminal.columns));
      cli.terminal.err(sourceLines(page));
    });
}

function toQuery(flags: OfferFlags): Query {
  const { provider, account, channel, arch, cpu, disk, location, maxPrice, maxSetup } = flags;
  return {
    ...(provider === undefined
      ? {}
      : { provider: wordOf('--provider', provider, ['hcloud', 'robot'] as const) }),
    ...(account === undefined ? {} : { account }),
    ...(channel === undefined
      ? {}
      : { channel: channel.split(',').map((one) => wordOf('--channel', one, CHANNELS)) }),
    ...(arch === undefined
      ? {}
      : { architecture: wordOf('--arch', arch, ['x86_64', 'aarch64'] as const) }),
    ...(cpu === undefined ? {} : { cpu }),
    ...(disk === undefined
      ? {}
      : { diskKind: wordOf('--disk', disk, ['nvme', 'ssd', 'hdd'] as const) }),
    ...(location === undefined ? {} : { location: location.split(',') }),
    ...(maxPrice === undefined ? {} : { maxMonthlyGross: maxPrice }),
    ...(maxSetup === undefined ? {} : { maxSetupGross: maxSetup }),
    ...numbersOf(flags),
    ipv4: flags.ipv4 === true,
    available: flags.available === true,
    sort: wordOf('--sort', flags.sort, SORTS),
    limit: numberOf('--limit', flags.limit),
  };
}

function numbersOf({ cores, memory, disks, diskSize }: OfferFlags): Query {
  const anyNumber = { isWhole: false };
  return {
    ...(cores === undefined ? {} : { minCores: numberOf('--cores', cores) }),
    ...(memory === undefined ? {} : { minMemoryGb: numberOf('--memory', memory, anyNumber) }),
    ...(disks === undefined ? {} : { minDisks: numberOf('--disks', disks) }),
    ...(diskSize === undefined ? {} : { minDiskGb: numberOf('--disk-size', diskSize, anyNumber) }),
  };
}

function offerTable(offers: readonly Offer[], width: number): string {
  if (offers.length === 0) return 'Nothing on offer fits.\n';
  const hasAccounts = new Set(offers.map(({ account }) => account)).size > 1;
  const columns = [
    { title: 'offer', isFlexible: true },
    ...(hasAccounts ? [{ title: 'account', isFlexible: true }] : []),
    { title: 'where', isFlexible: true },
    { title: 'stock' },
    { title: 'cpu', isFlexible: true },
    { title: 'memory' },
    { title: 'disks', isFlexible: true },
    { title: 'a month' },
    { title: 'setup' },
  ];
  const rows = offers.map((one) => [
    plain(one.id),
    ...(hasAccounts ? [one.account] : []),
    plain(one.location),
    stockOf(one),
    plain(one.cpuCores === null ? one.cpu : `${one.cpuCores} × ${one.cpu}`),
    one.memoryGb === null ? '?' : `${one.memoryGb} GB`,
    one.disks.map(({ kind, count, sizeGb }) => `${count}× ${sizeGb} ${kind}`).join(' + ') || '?',
    `${one.monthlyGross} ${one.currency}`,
    one.setupGross,
  ]);
  return table(columns, rows, width);
}

function stockOf({ isAvailable }: Offer): string {
  if (isAvailable === null) return '?';
  return isAvailable ? 'yes' : 'no';
}

/** How old it all is, and how much more there is. */
function sourceLines({ items, total, sources }: Page): string {
  const lines = sources.map(({ provider, account, state, ageSeconds, problem }) => {
    const age = ageSeconds === null ? 'never read' : `read ${duration(ageSeconds * 1000)} ago`;
    const why = problem === null ? '' : `: ${plain(problem.detail)} ${plain(problem.advice)}`;
    return `${provider} ${account}: ${state}, ${age}${why}\n`;
  });
  const more = total > items.length ? `${items.length} of ${total} are shown; see --limit\n` : '';
  return `${more}${lines.join('')}`;
}

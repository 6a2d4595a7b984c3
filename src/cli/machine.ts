/** Machines on the command line: found by id or name, shown in words. */

import type { Client, Machine } from '../client/client.ts';
import { ApiError } from '../client/problem.ts';
import type { Cli } from './cli.ts';
import { CliError, EXIT } from './errors.ts';
import { diskSize, instant, plain, table } from './print.ts';

const PAGE_SIZE = 100;

/** A machine by its id, or by a name that only one bears. @throws CliError, ApiError */
export async function findMachine(
  { signal }: Cli,
  { machines }: Client,
  wanted: string,
): Promise<Machine> {
  try {
    return await machines.get(wanted, { signal });
  } catch (error) {
    const isOther = !(error instanceof ApiError) || ![400, 404].includes(error.status);
    if (isOther) throw error;
  }
  const named: Machine[] = [];
  let cursor: string | null = null;
  do {
    const query = { limit: PAGE_SIZE, ...(cursor === null ? {} : { cursor }) };
    const page: Awaited<ReturnType<typeof machines.list>> = await machines.list(query, { signal });
    named.push(...page.items.filter(({ name }) => name === wanted));
    cursor = page.nextCursor;
  } while (cursor !== null);
  const [machine, ...more] = named;
  if (machine !== undefined && more.length === 0) return machine;
  if (machine === undefined) {
    throw new CliError(EXIT.refused, `There is no machine "${wanted}".`, 'See "machines list".');
  }
  const ids = named.map(({ machineId }) => machineId).join(', ');
  throw new CliError(EXIT.usage, `Several machines are called "${wanted}": ${ids}.`, 'Give an id.');
}

/** One line for each. */
export function machineTable(machines: readonly Machine[], width: number): string {
  if (machines.length === 0) return 'There are no machines.\n';
  const rows = machines.map((one) => [
    one.machineId,
    one.name,
    `${one.provider} ${one.providerRef}`,
    one.isLocked ? `${one.mode}, locked` : one.mode,
  ]);
  const columns = [
    { title: 'machine' },
    { title: 'name', isFlexible: true },
    { title: 'at', isFlexible: true },
    { title: 'mode', isFlexible: true },
  ];
  return table(columns, rows, width);
}

/** All of one. */
export function machineLines(machine: Machine): string {
  const { labels, generations, onUnreachable, systemPath, unreachableSince } = machine;
  const current = generations.find(({ isCurrent }) => isCurrent);
  const facts: (readonly [string, string])[] = [
    ['machine', machine.machineId],
    ['name', machine.name],
    ['at', `${machine.provider} ${machine.providerRef}${of(machine.account)}`],
    ['addresses', machine.addresses.map(hostAndPort).join(', ')],
    ['host key', machine.hostKey],
    ['mode', `${machine.mode}${machine.isLocked ? ', locked' : ''}`],
    ['access', machine.hasAccess ? 'the service holds a key' : 'none is kept'],
    ['system', systemPath ?? 'not seen yet'],
    [
      'labels',
      Object.entries(labels)
        .map(([name, value]) => `${name}=${value}`)
        .join(' ') || '–',
    ],
    ['policy', onUnreachable === null ? 'none' : policyText(onUnreachable)],
  ];
  if (current !== undefined) facts.push(['generation', String(current.number)]);
  if (unreachableSince !== null) facts.push(['silent', `since ${instant(unreachableSince)} UTC`]);
  facts.push(['changed', `${instant(machine.updatedAt)} UTC`]);
  return pairs(facts);
}

/** What is done when it does not answer. */
export function policyText(policy: NonNullable<Machine['onUnreachable']>): string {
  const { act, afterSeconds, maxPerDay, quietHours } = policy;
  const quiet = quietHours ? `, not from ${quietHours.from} to ${quietHours.to} UTC` : '';
  return `${act} after ${afterSeconds} s, ${maxPerDay} a day${quiet}`;
}

/** The disks that hold it, as its last install planned them; for questions before they are lost. */
export async function disksOf({ signal }: Cli, client: Client, machine: Machine): Promise<string> {
  if (machine.installId === null) return 'its disks (it was adopted: see its facts)';
  const { plan } = await client.installs.get(machine.installId, { signal });
  const disks = (plan?.disksToWipe ?? []).map(
    ({ serial, device, sizeBytes }) => `${plain(serial ?? device)} (${diskSize(sizeBytes)})`,
  );
  return disks.join(', ') || 'its disks';
}

/** Name and text, one pair a line. */
export function pairs(facts: readonly (readonly [string, string])[]): string {
  return facts.map(([name, text]) => `${name.padEnd(12)}${plain(text)}\n`).join('');
}

function of(account: string | null): string {
  return account === null ? '' : ` (account ${account})`;
}

/** The brackets tell the port from the last group of an IPv6 address. */
function hostAndPort({ host, port }: Machine['addresses'][number]): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

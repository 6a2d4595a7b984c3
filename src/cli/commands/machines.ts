/** `machines list|show|adopt|events|lock|unlock|labels`. */

import type { Command } from 'commander';
import type { Client, Machine } from '../../client/client.ts';
import type { Cli } from '../cli.ts';
import { CliError, EXIT } from '../errors.ts';
import { readText } from '../files.ts';
import { findMachine, machineLines, machineTable } from '../machine.ts';
import { collect, numberOf } from '../pages.ts';
import { json, plain } from '../print.ts';
import { connect, wantsJson } from '../settings.ts';

/** Adds the noun with its verbs. */
export function addMachinesCommands(program: Command, cli: Cli): void {
  const machines = program.command('machines').description('machines that are known');
  addReading(machines, cli);
  addAdoption(machines, cli);
  addChanges(machines, cli);
}

function addReading(machines: Command, cli: Cli): void {
  machines
    .command('list')
    .description('newest first')
    .option('--label <label...>', 'only those that bear it, as "role=web"')
    .option('--limit <count>', 'how many', '20')
    .action(async ({ label, limit }: { label?: string[]; limit: string }, command: Command) => {
      const client = connect(cli, command);
      const labels = label === undefined ? {} : { label };
      const items = await collect(numberOf('--limit', limit), (page) =>
        client.machines.list({ ...page, ...labels }, { signal: cli.signal }),
      );
      cli.terminal.out(
        wantsJson(command) ? json(items) : machineTable(items, cli.terminal.columns),
      );
    });
  machines
    .command('show <machine>')
    .description('one machine, by id or name')
    .action(async (wanted: string, _options: object, command: Command) => {
      show(cli, command, await findMachine(cli, connect(cli, command), wanted));
    });
  machines
    .command('events <machine>')
    .description('what happened to it')
    .action(async (wanted: string, _options: object, command: Command) => {
      const client = connect(cli, command);
      const { machineId } = await findMachine(cli, client, wanted);
      for await (const event of eventsOf(cli, client, machineId)) {
        const text = `${event.at.slice(0, 19)}  ${plain(event.text)}`;
        cli.terminal.out(`${wantsJson(command) ? JSON.stringify(event) : text}\n`);
      }
    });
}

async function* eventsOf({ signal }: Cli, { machines }: Client, machineId: string) {
  let after = 0;
  for (;;) {
    const { items, lastEventId } = await machines.events(machineId, { after }, { signal });
    if (items.length === 0) return;
    yield* items;
    after = lastEventId;
  }
}

interface AdoptFlags {
  readonly host: string;
  readonly port: string;
  readonly hostKey: string;
  readonly identity: string;
}

function addAdoption(machines: Command, cli: Cli): void {
  machines
    .command('adopt <name>')
    .description('take over a machine that was installed elsewhere')
    .requiredOption('--host <host>', 'where it answers to SSH as root')
    .option('--port <port>', 'of its SSH server', '22')
    .requiredOption('--host-key <line>', 'the key it must show, as "ssh-ed25519 AAAA…"')
    .requiredOption('-i, --identity <file>', 'private key that may log in')
    .action(
      async (name: string, { host, port, hostKey, identity }: AdoptFlags, command: Command) => {
        const { machines: calls } = connect(cli, command);
        const privateKey = readText(identity);
        const body = { name, host, port: numberOf('--port', port), hostKey, privateKey };
        show(cli, command, await calls.adopt(body, { signal: cli.signal }));
      },
    );
}

function addChanges(machines: Command, cli: Cli): void {
  const change = async (
    command: Command,
    wanted: string,
    toBody: (machine: Machine) => Parameters<Client['machines']['change']>[1],
  ) => {
    const client = connect(cli, command);
    const machine = await findMachine(cli, client, wanted);
    const given = { signal: cli.signal, ifMatch: `"${machine.version}"` };
    show(cli, command, await client.machines.change(machine.machineId, toBody(machine), given));
  };
  machines
    .command('lock <machine>')
    .description('nothing that restarts, changes or wipes is done to it')
    .action((wanted: string, _options: object, command: Command) =>
      change(command, wanted, () => ({ isLocked: true })),
    );
  machines
    .command('unlock <machine>')
    .description('take the lock away')
    .action((wanted: string, _options: object, command: Command) =>
      change(command, wanted, () => ({ isLocked: false })),
    );
  machines
    .command('labels <machine> <labels...>')
    .description('set labels as "role=web"; "role=" takes one away')
    .action((wanted: string, given: readonly string[], _options: object, command: Command) =>
      change(command, wanted, ({ labels }) => ({ labels: withLabels(labels, given) })),
    );
}

function withLabels(labels: Machine['labels'], given: readonly string[]): Record<string, string> {
  const changed = new Map(Object.entries(labels));
  for (const label of given) {
    const [, name, value] = /^([^=]+)=(.*)$/.exec(label) ?? [];
    if (name === undefined || value === undefined) {
      throw new CliError(EXIT.usage, `${label} is no label, as "role=web" is one.`);
    }
    if (value === '') changed.delete(name);
    else changed.set(name, value);
  }
  return Object.fromEntries(changed);
}

function show(cli: Cli, command: Command, machine: Machine): void {
  cli.terminal.out(wantsJson(command) ? json(machine) : machineLines(machine));
}

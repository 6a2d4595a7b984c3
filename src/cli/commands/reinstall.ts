/** `reinstall MACHINE`: question, live progress, proof. */

import type { Command } from 'commander';
import type { Client, Machine } from '../../client/client.ts';
import type { Cli, EndWith } from '../cli.ts';
import { confirm, requirePerson } from '../confirm.ts';
import { installLines, passphraseText } from '../describe.ts';
import { EXIT } from '../errors.ts';
import { readKeys, readText } from '../files.ts';
import { followInstall } from '../follow-install.ts';
import { disksOf, findMachine } from '../machine.ts';
import { json } from '../print.ts';
import { connect, wantsJson } from '../settings.ts';

type Body = Parameters<Client['machines']['reinstall']>[1];

interface ReinstallFlags {
  readonly wipeData?: boolean;
  readonly renewHostKey?: boolean;
  readonly hostname?: string;
  readonly authorizedKeys?: readonly string[];
  readonly module?: readonly string[];
  readonly yes?: boolean;
  readonly detach?: boolean;
  readonly verbose?: boolean;
  readonly idempotencyKey?: string;
}

/** Adds the command. */
export function addReinstallCommand(program: Command, cli: Cli, end: EndWith): void {
  program
    .command('reinstall <machine>')
    .description('make a machine anew; its data groups stay')
    .option('--wipe-data', 'its data groups are wiped too')
    .option('--renew-host-key', 'another host key, also where the present one could be kept')
    .option('--hostname <name>', 'another hostname')
    .option('--authorized-keys <file...>', 'other public keys that may log in as root')
    .option('--module <file...>', 'other NixOS modules')
    .option('-y, --yes', 'ask nothing: leave to wipe the planned disks')
    .option('--detach', 'do not wait for the end')
    .option('-v, --verbose', 'show what work on the machine prints')
    .option('--idempotency-key <key>', 'give the same one to go on with a call that was cut')
    .action(async (wanted: string, flags: ReinstallFlags, command: Command) => {
      const client = connect(cli, command);
      const machine = await findMachine(cli, client, wanted);
      if (flags.yes !== true) await askFirst(cli, client, machine, flags);
      const key =
        flags.idempotencyKey === undefined ? {} : { idempotencyKey: flags.idempotencyKey };
      const given = { signal: cli.signal, ...key };
      const started = await client.machines.reinstall(machine.machineId, toBody(flags), given);
      cli.terminal.err(passphraseText(started));
      cli.terminal.err(`install ${started.installId} was asked for\n`);
      const isDetached = flags.detach === true;
      const last = isDetached
        ? started
        : await followInstall(cli, client, started.installId, {
            withOutput: flags.verbose === true,
          });
      const text = wantsJson(command) ? json(last) : installLines(last, cli.terminal.columns);
      cli.terminal.out(text);
      end(isDetached || last.state === 'ready' ? EXIT.done : EXIT.failed);
    });
}

async function askFirst(
  cli: Cli,
  client: Client,
  machine: Machine,
  { wipeData }: ReinstallFlags,
): Promise<void> {
  requirePerson(cli, 'the disks may be wiped', 'Give --yes if they may.');
  const disks = await disksOf(cli, client, machine);
  const data = wipeData === true ? ' and of all data groups' : '';
  const { name } = machine;
  const question = `The system of ${name} on ${disks}${data} WILL BE LOST. Type "${name}" to go on: `;
  await confirm(cli, question, name);
}

function toBody(flags: ReinstallFlags): Body {
  const { hostname, authorizedKeys, module: modules, wipeData, renewHostKey } = flags;
  const system = {
    ...(hostname === undefined ? {} : { hostname }),
    ...(authorizedKeys === undefined ? {} : { authorizedKeys: authorizedKeys.flatMap(readKeys) }),
    ...(modules === undefined ? {} : { modules: modules.map(readText) }),
  };
  return {
    erase: 'planned-disks',
    ...(Object.keys(system).length === 0 ? {} : { system }),
    ...(wipeData === true ? { keepData: false } : {}),
    ...(renewHostKey === true ? { hostKey: 'renew' } : {}),
  };
}

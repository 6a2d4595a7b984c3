/** `deploy MACHINE`: another configuration, confirmed from outside or taken back by the machine itself. */

import type { Command } from 'commander';
import type { Client, Deployment } from '../../client/client.ts';
import type { Cli, EndWith } from '../cli.ts';
import { CliError, EXIT } from '../errors.ts';
import { readText } from '../files.ts';
import { findMachine, pairs } from '../machine.ts';
import { numberOf } from '../pages.ts';
import { instant, json } from '../print.ts';
import { connect, wantsJson } from '../settings.ts';

type Body = Parameters<Client['machines']['deploy']>[1];

const LOOK_EVERY_MS = 1_000;

interface DeployFlags {
  readonly module?: readonly string[];
  readonly flake?: string;
  readonly generation?: string;
  readonly confirmSeconds?: string;
  readonly detach?: boolean;
}

/** Adds the command. */
export function addDeployCommand(program: Command, cli: Cli, end: EndWith): void {
  program
    .command('deploy <machine>')
    .description('put another configuration on an installed machine')
    .option('--module <file...>', 'NixOS modules in place of the present ones')
    .option('--flake <url#name>', 'a flake, as "github:acme/infra#web-1"')
    .option('--generation <number>', 'roll back to one of its generations')
    .option('--confirm-seconds <count>', 'how long it waits to be reached before it goes back')
    .option('--detach', 'do not wait for the end')
    .action(async (wanted: string, flags: DeployFlags, command: Command) => {
      const body = toBody(flags);
      const client = connect(cli, command);
      const { machineId } = await findMachine(cli, client, wanted);
      const started = await client.machines.deploy(machineId, body, { signal: cli.signal });
      cli.terminal.err(`deployment ${started.deploymentId} was asked for\n`);
      const given = { signal: cli.signal, everyMs: LOOK_EVERY_MS };
      const { deploymentId } = started;
      const last =
        flags.detach === true
          ? started
          : await client.machines.deploymentSettled(machineId, deploymentId, given);
      cli.terminal.out(wantsJson(command) ? json(last) : deploymentLines(last));
      end(flags.detach === true || last.state === 'confirmed' ? EXIT.done : EXIT.failed);
    });
}

/** @throws CliError unless exactly one is wanted */
function toBody({ module: modules, flake, generation, confirmSeconds }: DeployFlags): Body {
  const wishes: Body[] = [];
  if (modules !== undefined) wishes.push({ modules: modules.map(readText) });
  if (flake !== undefined) wishes.push({ flake: toFlake(flake) });
  if (generation !== undefined) wishes.push({ generation: numberOf('--generation', generation) });
  const [wish, ...more] = wishes;
  if (wish === undefined || more.length > 0) {
    throw new CliError(EXIT.usage, 'Give exactly one of --module, --flake and --generation.');
  }
  if (confirmSeconds === undefined) return wish;
  return { ...wish, confirmSeconds: numberOf('--confirm-seconds', confirmSeconds) };
}

function toFlake(text: string): { url: string; attribute: string } {
  const at = text.lastIndexOf('#');
  if (at > 0) return { url: text.slice(0, at), attribute: text.slice(at + 1) };
  throw new CliError(EXIT.usage, `--flake ${text} names no system, as "…#web-1" does.`);
}

function deploymentLines({ deploymentId, state, problem, ...one }: Deployment): string {
  const facts: (readonly [string, string])[] = [
    ['deployment', deploymentId],
    ['state', state],
    ['before', one.formerPath ?? '–'],
    ['wanted', one.builtPath ?? '–'],
    ['runs now', one.observedPath ?? '–'],
  ];
  if (one.endedAt !== null) facts.push(['ended', `${instant(one.endedAt)} UTC`]);
  if (problem !== null) facts.push(['why', problem.detail], ['what to do', problem.advice]);
  return pairs(facts);
}

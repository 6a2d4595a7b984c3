/** The commands, put together, and how a run of one ends. */

import { Command, CommanderError } from 'commander';
import type { Cli, EndWith } from './cli.ts';
import { addAccountsCommands } from './commands/accounts.ts';
import { addCompletionCommand } from './commands/completion.ts';
import { addDeployCommand } from './commands/deploy.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEventsCommand } from './commands/events.ts';
import { addFlakeCommand } from './commands/flake.ts';
import { addGiveBackCommand } from './commands/give-back.ts';
import { addInstallCommand } from './commands/install.ts';
import { addInstallsCommands } from './commands/installs.ts';
import { addLoginCommand } from './commands/login.ts';
import { addLogsCommand } from './commands/logs.ts';
import { addMachinesCommands } from './commands/machines.ts';
import { addOffersCommand } from './commands/offers.ts';
import { addPlanCommand } from './commands/plan.ts';
import { addPolicyCommands } from './commands/policy.ts';
import { addReinstallCommand } from './commands/reinstall.ts';
import { addRescueCommands } from './commands/rescue.ts';
import { addSshCommand } from './commands/ssh.ts';
import { addTokensCommands } from './commands/tokens.ts';
import { addWebhooksCommands } from './commands/webhooks.ts';
import { CliError, EXIT, toComplaint } from './errors.ts';
import { json } from './print.ts';

/** Adds a command. What its action returns is the exit status; nothing means 0. */
type AddCommand = (program: Command, cli: Cli, end: EndWith) => void;

const MIN_WRAP_WIDTH = 20;

const COMMANDS: readonly AddCommand[] = [
  addLoginCommand,
  addOffersCommand,
  addPlanCommand,
  addInstallCommand,
  addInstallsCommands,
  addLogsCommand,
  addEventsCommand,
  addFlakeCommand,
  addSshCommand,
  addMachinesCommands,
  addReinstallCommand,
  addDeployCommand,
  addRescueCommands,
  addPolicyCommands,
  addGiveBackCommand,
  addAccountsCommands,
  addTokensCommands,
  addWebhooksCommands,
  addDoctorCommand,
  addCompletionCommand,
];

/**
 * Runs one command line to its end.
 *
 * @param argv without the program's own name
 * @returns the exit status; see EXIT
 */
export async function runCli(argv: readonly string[], cli: Cli): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = createProgram(cli, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (cli.signal.aborted && !(error instanceof CliError)) return EXIT.interrupted;
    return complain(cli, error, argv.includes('--json'));
  }
}

function createProgram(cli: Cli, end: EndWith): Command {
  const { terminal } = cli;
  const program = new Command('ironflake')
    .description('Turns Hetzner machines into your NixOS, and says ready only after proof.')
    .option('--url <url>', 'where the service is; else IRONFLAKE_URL, else as logged in')
    .option('--json', 'print JSON for machines')
    .showHelpAfterError('(add --help for what there is)')
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
      getOutHelpWidth: () => terminal.columns,
      getErrHelpWidth: () => terminal.columns,
    })
    // The terms of our commands are long; their descriptions wrap beside them all the same.
    .configureHelp({ minWidthToWrap: MIN_WRAP_WIDTH })
    .exitOverride();
  for (const add of COMMANDS) add(program, cli, end);
  return program;
}

function complain({ terminal }: Cli, error: unknown, isForMachines: boolean): number {
  const { exitCode, code, message, advice, places } = toComplaint(error);
  if (isForMachines) {
    terminal.err(json({ error: { code, message, advice, places } }));
    return exitCode;
  }
  terminal.err(`error: ${message}\n`);
  for (const place of places) terminal.err(`  ${place}\n`);
  if (advice !== null) terminal.err(`what to do: ${advice}\n`);
  return exitCode;
}

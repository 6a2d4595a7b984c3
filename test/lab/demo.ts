/**
 * `npm run demo`: service, embedded database and lab together; one call orders a server and installs it. `-- --help`
 * tells the options. Exit status 0 only when the install ended as ready.
 */

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Command } from 'commander';
import type { InstallEvent } from '../../src/client/client.ts';
import { choice } from '../support/command-line.ts';
import {
  isLifeScenario,
  LIFE_SCENARIOS,
  type LifeScenarioName,
  runLifeScenario,
} from './life/scenarios.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { createProgress } from './progress.ts';
import {
  disksFor,
  LAYOUTS,
  prepareScenario,
  SCENARIOS,
  type Scenario,
  type ScenarioLayout,
} from './scenario.ts';
import { startTrial, type Trial } from './trial.ts';

const FIRMWARE = ['bios', 'uefi'] as const;

function readArguments() {
  const command = new Command('npm run demo --').description(
    'Starts service and lab, and installs a machine from the call to its proof.',
  );
  command.addOption(
    choice('--scenario <name>', 'where it comes from, or what happens to it later', [
      ...SCENARIOS,
      ...Object.keys(LIFE_SCENARIOS),
    ]),
  );
  command.addOption(choice('--layout <name>', 'of its disks', LAYOUTS));
  command.addOption(choice('--firmware <kind>', 'of the machine', FIRMWARE));
  command.option('--json', 'progress on stderr, and one line of JSON on stdout at the end', false);
  command.option('--verbose', "also what the machine's jobs print", false);
  command.option('--keep', 'the machine stays until Ctrl-C, to be looked at', false);
  return command.parse().opts<Options>();
}

interface Options {
  readonly scenario: Scenario | LifeScenarioName;
  readonly layout: ScenarioLayout;
  readonly firmware: (typeof FIRMWARE)[number];
  readonly json: boolean;
  readonly verbose: boolean;
  readonly keep: boolean;
}

/** Follows the install to its end, printing as it goes. */
async function follow(trial: Trial, installId: string, print: (line: string) => void) {
  const progress = createProgress(print, { showsOutput: options.verbose });
  const events: InstallEvent[] = [];
  for await (const event of trial.client.installs.watch(installId)) {
    events.push(event);
    progress.show(event);
  }
  return outcomeOf(await trial.client.installs.get(installId), events);
}

function showProof(
  { proof, totalMs, machineMs, serviceMs }: Outcome,
  print: (line: string) => void,
) {
  if (proof === null) return;
  print('');
  print('Proven, read from the machine itself:');
  print(`  host key   ${proof.hostKey}`);
  print(`             (first contact: ${proof.firstContact})`);
  print(`  boot id    ${proof.bootIdBefore} -> ${proof.bootId}`);
  print(`  system     ${proof.systemPath}`);
  for (const mount of proof.mounts) {
    print(`  ${mount.mountpoint.padEnd(10)} ${mount.source} on ${mount.serials.join(', ')}`);
  }
  for (const array of proof.arrays) {
    print(
      `  array      ${array.name} ${array.state}${array.isComplete ? ', complete' : ', DEGRADED'}`,
    );
  }
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  print('');
  print(
    `Took ${seconds(totalMs)}: the machine ${seconds(machineMs)}, the service ${seconds(serviceMs)}.`,
  );
}

/** Leaves the customer's key and the known_hosts line where `ssh` can be pointed at them. */
async function sshLine(trial: Trial, privateKey: string, outcome: Outcome): Promise<string> {
  const keyFile = path.join(trial.dir, 'customer.key');
  const knownHosts = path.join(trial.dir, 'known_hosts');
  await writeFile(keyFile, privateKey, { mode: 0o600 });
  await writeFile(knownHosts, `${outcome.proof?.knownHostsLine ?? ''}\n`);
  return `ssh -i ${keyFile} -o UserKnownHostsFile=${knownHosts} root@${outcome.proof?.address ?? ''}`;
}

async function untilInterrupted(): Promise<void> {
  await new Promise<void>((resolve) => process.once('SIGINT', () => resolve()));
}

const options = readArguments();
const print = options.json
  ? (line: string) => console.error(line)
  : (line: string) => console.log(line);

/** One install, from the call to its proof. */
async function runInstall(scenario: Scenario): Promise<Outcome> {
  const { firmware, layout } = options;
  const trial = await startTrial({ firmware, disks: disksFor(layout), log: print });
  try {
    const wish = { scenario, layout, hostname: 'web-1' };
    const { request, customerKey } = await prepareScenario(trial.lab, wish);
    print(`service: ${trial.service.url} (dashboard at /, API docs at /docs)`);
    const { installId } = await trial.client.installs.create(request);
    const outcome = await follow(trial, installId, print);
    showProof(outcome, print);
    if (outcome.state !== 'ready') {
      print(`The service's log is ${trial.logFile}`);
    } else if (options.keep) {
      print(await sshLine(trial, customerKey.privateKey, outcome));
      print(`token of the service: ${trial.token}`);
      print('The machine stays until Ctrl-C.');
      await untilInterrupted();
    }
    return outcome;
  } finally {
    await trial.close();
  }
}

const { scenario } = options;
const outcome = isLifeScenario(scenario)
  ? await runLifeScenario(scenario, options.firmware, print)
  : await runInstall(scenario);
if (options.json) console.log(JSON.stringify(outcome));
process.exitCode = outcome.state === 'ready' ? 0 : 1;

/**
 * `npm run demo`: service, embedded database and lab together; one call orders a server and installs it.
 *
 * --scenario cloud-order|cloud-order-rescue|cloud-rescue|ssh|robot-rescue|robot-order|robot-auction   where the machine comes from (cloud-order)
 *            deploy-confirm|deploy-rollback|reinstall-keep-data|auto-reinstall   a machine's life after its install
 *            extend-flake|own-flake         a caller's own flake, uploaded
 *            build-service   the system is built where the service runs
 * --layout single-ext4|mirror-ext4          its disks (single-ext4)
 * --firmware bios|uefi                      (bios)
 * --json      progress on stderr, and one line of JSON on stdout at the end
 * --verbose   also what the machine's jobs print
 * --keep      the machine stays until Ctrl-C, to be looked at
 *
 * Exit status 0 only when the install ended as ready.
 */

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { InstallEvent } from '../../src/client/client.ts';
import { isLifeScenario, LIFE_SCENARIOS, runLifeScenario } from './life/scenarios.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { createProgress } from './progress.ts';
import { disksFor, LAYOUTS, prepareScenario, SCENARIOS, type Scenario } from './scenario.ts';
import { startTrial, type Trial } from './trial.ts';

function readArguments() {
  const { values } = parseArgs({
    options: {
      scenario: { type: 'string', default: 'cloud-order' },
      layout: { type: 'string', default: 'single-ext4' },
      firmware: { type: 'string', default: 'bios' },
      json: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      keep: { type: 'boolean', default: false },
    },
  });
  const life = Object.keys(LIFE_SCENARIOS).filter(isLifeScenario);
  const scenario = oneOf('--scenario', values.scenario, [...SCENARIOS, ...life]);
  const layout = oneOf('--layout', values.layout, LAYOUTS);
  const firmware = oneOf('--firmware', values.firmware, ['bios', 'uefi'] as const);
  return {
    scenario,
    layout,
    firmware,
    json: values.json,
    verbose: values.verbose,
    keep: values.keep,
  };
}

function oneOf<T extends string>(flag: string, given: string, known: readonly T[]): T {
  const found = known.find((one) => one === given);
  if (found !== undefined) return found;
  console.error(`${flag} is one of ${known.join(', ')}; not "${given}".`);
  process.exit(2);
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
    if (outcome.state === 'ready') {
      print(await sshLine(trial, customerKey.privateKey, outcome));
      if (options.keep) {
        print(`token of the service: ${trial.token}`);
        print('The machine stays until Ctrl-C.');
        await untilInterrupted();
      }
    } else {
      print(`The service's log is ${trial.logFile}`);
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

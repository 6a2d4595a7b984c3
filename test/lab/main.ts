/** `npm run lab`: the lab alone, until it is told to end. `-- --help` tells the options. */

import { Command } from 'commander';
import { choice, wholeNumber } from '../support/command-line.ts';
import { type Lab, startLab } from './lab.ts';

interface Options {
  readonly json: boolean;
  readonly firmware: 'bios' | 'uefi';
  readonly port?: number;
  readonly dir?: string;
}

function readArguments(): Options {
  return new Command('npm run lab --')
    .description("Starts stand-ins of both vendors' APIs, whose servers are QEMU machines.")
    .option('--json', 'one line of JSON on stdout: where the APIs and the artifacts are', false)
    .addOption(choice('--firmware <kind>', 'of the machines', ['bios', 'uefi']))
    .option('--port <number>', 'of the Cloud API', wholeNumber)
    .option('--dir <folder>', "for the machines' files; kept at the end")
    .parse()
    .opts<Options>();
}

function show({ hcloud, robot, artifacts }: Lab, isJson: boolean): void {
  if (isJson) {
    console.log(JSON.stringify({ hcloud, robot, artifacts }));
    return;
  }
  console.log(`Hetzner Cloud stand-in: ${hcloud.endpoint}`);
  console.log(`  token ${hcloud.token}`);
  console.log(`Hetzner Robot stand-in: ${robot.endpoint}`);
  console.log(`  user ${robot.user} password ${robot.password}`);
  for (const [name, value] of Object.entries(artifacts)) console.log(`  ${name} ${value}`);
  console.log('Ctrl-C ends the lab and its machines.');
}

/** Resolves at the first signal to end; a second one ends the process at once. */
function untilToldToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

const { json, ...options } = readArguments();
const ending = untilToldToEnd();
const lab = await startLab({ ...options, log: (line) => console.error(line) });
show(lab, json);
await ending;
await lab.close();

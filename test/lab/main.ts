/**
 * `npm run lab`: the lab alone, until it is told to end.
 *
 * --json            one line of JSON on stdout: where the APIs and the artifacts are
 * --firmware KIND   bios (default) or uefi
 * --port NUMBER     of the Cloud API stand-in
 * --dir FOLDER      for the machines' files; kept at the end
 */

import { parseArgs } from 'node:util';
import { RequestError } from '../../src/domain/error.ts';
import { type Lab, type LabOptions, startLab } from './lab.ts';

interface Arguments {
  readonly isJson: boolean;
  readonly options: LabOptions;
}

function readArguments(): Arguments {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      firmware: { type: 'string', default: 'bios' },
      port: { type: 'string' },
      dir: { type: 'string' },
    },
  });
  const { firmware, port, dir } = values;
  if (firmware !== 'bios' && firmware !== 'uefi') {
    throw new RequestError(
      'request.invalid',
      `The lab was asked for firmware ${firmware}; it has bios and uefi.`,
    );
  }
  const options: LabOptions = {
    firmware,
    log: (line: string) => console.error(line),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(dir === undefined ? {} : { dir }),
  };
  return { isJson: values.json, options };
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

const { isJson, options } = readArguments();
const ending = untilToldToEnd();
const lab = await startLab(options);
show(lab, isJson);
await ending;
await lab.close();

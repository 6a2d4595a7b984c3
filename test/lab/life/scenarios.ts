/** The scenarios of a machine's life after its install, by name. */

import { readFile } from 'node:fs/promises';
import { buildOnService, extendFlake, ownFlake, ownLayout } from '../flakes/scenarios.ts';
import type { MachineSpec } from '../machine.ts';
import { startTrial } from '../trial.ts';
import { deployConfirm, deployRollback } from './deploy.ts';
import { POST_MORTEM_DISKS, postMortem } from './post-mortem.ts';
import { pull } from './pull.ts';
import { autoReinstall, reinstallKeepData } from './reinstall.ts';
import { createStage, type Stage } from './stage.ts';

interface LifeScenario {
  readonly disks: MachineSpec['disks'];
  readonly buildsHere?: boolean;
  /** Ends with facts for the last line of JSON; throws when something is not as expected. */
  run(stage: Stage): Promise<object>;
}

const LOG_LINES = 20;

const CLOUD = [{ kind: 'scsi', serial: 'CLOUD1', sizeGib: 4 }] as const;
const WITH_DATA = [
  { kind: 'nvme', serial: 'S64HNE0LAB00001', sizeGib: 4 },
  { kind: 'scsi', serial: 'ZGY0LAB1', model: 'ST4000NM-LAB', sizeGib: 1 },
  { kind: 'scsi', serial: 'ZGY0LAB2', model: 'ST4000NM-LAB', sizeGib: 1 },
] as const;

export const LIFE_SCENARIOS = {
  'deploy-confirm': { disks: CLOUD, run: deployConfirm },
  'deploy-rollback': { disks: CLOUD, run: deployRollback },
  'reinstall-keep-data': { disks: WITH_DATA, run: reinstallKeepData },
  'extend-flake': { disks: CLOUD, run: extendFlake },
  'own-flake': { disks: CLOUD, run: ownFlake },
  'own-layout': { disks: CLOUD, run: ownLayout },
  'build-service': { disks: CLOUD, buildsHere: true, run: buildOnService },
  'auto-reinstall': { disks: CLOUD, run: autoReinstall },
  pull: { disks: CLOUD, run: pull },
  'post-mortem': { disks: POST_MORTEM_DISKS, run: postMortem },
} as const satisfies Readonly<Record<string, LifeScenario>>;

export type LifeScenarioName = keyof typeof LIFE_SCENARIOS;

/** Whether it is one of these. */
export function isLifeScenario(name: string): name is LifeScenarioName {
  return Object.hasOwn(LIFE_SCENARIOS, name);
}

/** Runs one on a lab of its own. Never throws: what went wrong is the outcome's problem. */
export async function runLifeScenario(
  name: LifeScenarioName,
  firmware: MachineSpec['firmware'],
  print: (line: string) => void,
): Promise<{ readonly state: string } & Readonly<Record<string, unknown>>> {
  const scenario: LifeScenario = LIFE_SCENARIOS[name];
  const { disks, buildsHere = false } = scenario;
  const trial = await startTrial({ firmware, disks, buildsHere, log: print });
  try {
    print(`service: ${trial.service.url} (log: ${trial.logFile})`);
    const facts = await scenario.run(createStage(trial, print));
    return { scenario: name, state: 'ready', ...facts };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    print(`FAILED: ${problem}`);
    // The log goes with the trial.
    const log = await readFile(trial.logFile, 'utf8').catch(() => '');
    for (const line of log.trimEnd().split('\n').slice(-LOG_LINES)) print(`log: ${line}`);
    return { scenario: name, state: 'failed', problem };
  } finally {
    await trial.close();
  }
}

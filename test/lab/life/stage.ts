/** What the scenarios of a machine's life share: an installed machine, and waiting for what is to come. */

import { setTimeout as delay } from 'node:timers/promises';
import type { Install, InstallEvent, InstallRequest } from '../../../src/client/client.ts';
import { generateKeyPair } from '../../../src/ssh/keys.ts';
import { sshOnce } from '../../e2e/ssh-once.ts';
import { createProgress } from '../progress.ts';
import type { Trial } from '../trial.ts';
import { createMachineApi, type Deployment, type MachineApi } from './machine-api.ts';

export interface Stage {
  readonly trial: Trial;
  readonly api: MachineApi;
  readonly print: (line: string) => void;
  /** Installs, and throws unless it ends ready. */
  install(request: InstallRequest): Promise<Install>;
  /** Follows an install that is under way to its end; the next event is read when the listener is done. */
  follow(installId: string, onEvent?: (event: InstallEvent) => Promise<void>): Promise<Install>;
  /** Follows a deployment to its end, printing what the machine's events say. */
  settle(deployment: Deployment): Promise<Deployment>;
  /** A command as the customer, with OpenSSH's own client and the host key pinned. */
  ssh(command: string, hostKey: string): Promise<string>;
  readonly customerKey: string;
}

const LOOK_EVERY_MS = 500;

/** Sets the stage on a trial that runs. */
export function createStage(trial: Trial, print: (line: string) => void): Stage {
  const api = createMachineApi(trial);
  const customer = generateKeyPair('customer');
  const follow: Stage['follow'] = async (installId, onEvent) => {
    const progress = createProgress(print, { showsOutput: false });
    for await (const event of trial.client.installs.watch(installId)) {
      progress.show(event);
      await onEvent?.(event);
    }
    const install = await trial.client.installs.get(installId);
    if (install.state === 'ready') return install;
    throw new Error(`install ${installId} ended as ${install.state}: ${install.problem?.detail}`);
  };
  return {
    trial,
    api,
    print,
    customerKey: customer.publicKey,
    install: async (request) => follow((await trial.client.installs.create(request)).installId),
    follow,
    async settle(started) {
      let shown = 0;
      for (;;) {
        const deployment = await api.deployment(started);
        for (const { eventId, text } of await api.events(started.machineId)) {
          if (eventId > shown && shown > 0) print(`  ${text}`);
          shown = Math.max(shown, eventId);
        }
        if (deployment.endedAt !== null) return deployment;
        await delay(LOOK_EVERY_MS);
      }
    },
    async ssh(command, hostKey) {
      const [machine] = trial.lab.machines();
      const { privateKey } = customer;
      return sshOnce({ address: machine?.spec.address ?? '', hostKey, privateKey, command });
    },
  };
}

/** Waits until there is something to see. */
export async function until<T>(
  what: string,
  deadlineMs: number,
  look: () => Promise<T | undefined>,
): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (Date.now() > end) throw new Error(`${what}: not within ${deadlineMs / 1000} s`);
    await delay(LOOK_EVERY_MS);
  }
}

/** The order of a small cloud machine whose access the service keeps. */
export function keptCloudOrder(stage: Stage, name: string): InstallRequest {
  return {
    machine: {
      order: {
        provider: 'hcloud',
        account: 'main',
        name,
        serverTypes: ['cx33'],
        locations: ['fsn1'],
        maxPrice: { monthlyGross: '50.00', currency: 'EUR' },
      },
    },
    system: { hostname: name, authorizedKeys: [stage.customerKey] },
    layout: { preset: 'single-ext4', espSizeMib: 256 },
    access: 'keep',
  };
}

/** Fails the scenario in words. */
export function expectThat(holds: boolean, words: string): void {
  if (!holds) throw new Error(`Not as expected: ${words}`);
}

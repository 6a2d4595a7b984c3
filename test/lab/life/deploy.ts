/** Deployments in the lab: one that works, and one that cuts the machine off. */

import { expectThat, keptCloudOrder, type Stage } from './stage.ts';

const GOOD = '{ environment.etc."deployed.txt".text = "second"; }';
/** An address that nobody routes: the machine runs on, and nobody reaches it. */
const CUTS_NETWORK = `{ lib, ... }: {
  systemd.network.networks."10-uplink" = {
    networkConfig.DHCP = lib.mkForce "no";
    address = lib.mkForce [ "192.0.2.77/24" ];
    routes = lib.mkForce [ ];
  };
}`;

export interface DeployOutcome {
  readonly state: string;
  /** From the call to its end. */
  readonly totalMs: number;
  readonly formerPath: string | null;
  readonly builtPath: string | null;
  /** Read from outside with the customer's key, after all was over. */
  readonly observedPath: string;
  readonly generations: number;
  readonly problem: string | null;
}

/** Deploys modules that work, looks from outside, and rolls back to the first generation by call. */
export async function deployConfirm(stage: Stage): Promise<object> {
  const { proof } = await stage.install(keptCloudOrder(stage, 'web-1'));
  const hostKey = proof?.hostKey ?? '';
  const confirmed = await deploy(stage, hostKey, { modules: [GOOD] });
  expectThat(confirmed.state === 'confirmed', `confirmed, not ${JSON.stringify(confirmed)}`);
  expectThat(confirmed.observedPath === confirmed.builtPath, 'what was built runs');
  expectThat(confirmed.observedPath !== confirmed.formerPath, 'it is another system');
  const text = await stage.ssh(
    'cat /etc/deployed.txt; readlink -f /nix/var/nix/profiles/system',
    hostKey,
  );
  expectThat(text.startsWith('second'), `the file is there: ${text}`);
  expectThat(text.includes(confirmed.builtPath ?? '?'), 'the profile names the new system');
  const back = await deploy(stage, hostKey, { generation: 1 });
  expectThat(back.state === 'confirmed', `rolled back by call, not ${JSON.stringify(back)}`);
  expectThat(back.observedPath === confirmed.formerPath, 'the first generation runs again');
  return { state: 'ready', deployment: confirmed, rollback: back };
}

/** Deploys modules that cut the network; the machine comes back by itself. */
export async function deployRollback(stage: Stage): Promise<object> {
  const { proof } = await stage.install(keptCloudOrder(stage, 'web-1'));
  const hostKey = proof?.hostKey ?? '';
  const outcome = await deploy(stage, hostKey, { modules: [CUTS_NETWORK], confirmSeconds: 30 });
  expectThat(outcome.state === 'rolled-back', `rolled back, not ${JSON.stringify(outcome)}`);
  expectThat(outcome.observedPath === outcome.formerPath, 'the former system runs');
  expectThat(outcome.totalMs < 120_000, `within 2 minutes, not ${outcome.totalMs} ms`);
  return { state: 'ready', deployment: outcome };
}

async function deploy(
  stage: Stage,
  hostKey: string,
  wish: Parameters<Stage['api']['deploy']>[1],
): Promise<DeployOutcome> {
  const startedAt = Date.now();
  const { machineId } = await stage.api.only();
  const ended = await stage.settle(await stage.api.deploy(machineId, wish));
  const totalMs = Date.now() - startedAt;
  const observedPath = (await stage.ssh('readlink -f /run/current-system', hostKey)).trim();
  const { generations } = await stage.api.get(machineId);
  stage.print(
    `deployment ${ended.state} after ${(totalMs / 1000).toFixed(1)} s; runs ${observedPath}`,
  );
  return {
    state: ended.state,
    totalMs,
    formerPath: ended.formerPath,
    builtPath: ended.builtPath,
    observedPath,
    generations: generations.length,
    problem: ended.problem?.detail ?? null,
  };
}

/** Whole installs by every way onto a machine: the real service as its own process, machines that are played. */

import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InstallRequest } from '../../src/client/client.ts';
import { outcomeOf } from '../lab/outcome.ts';
import { prepareScenario, type Scenario, type ScenarioLayout } from '../lab/scenario.ts';
import { startTrial, type Trial } from '../lab/trial.ts';

let trial: Trial;

beforeAll(async () => {
  trial = await startTrial({
    machines: 'played',
    played: {
      disturb: ({ name }, job) =>
        name === 'web-broken' && job === 'disko-build'
          ? { lines: ['error: attribute missing'], exitCode: 1 }
          : undefined,
    },
    log: () => {},
  });
}, 200_000);

afterAll(() => trial.close(), 60_000);

interface Wish {
  readonly scenario: Scenario;
  readonly layout: ScenarioLayout;
  readonly hostname: string;
  /** The service is killed and started again where this phase starts. */
  readonly killIn?: string;
}

async function install({ killIn, ...wish }: Wish) {
  const { request } = await prepareScenario(trial.lab, wish);
  return carryOut(request, killIn);
}

async function carryOut(request: InstallRequest, killIn?: string) {
  const { installId } = await trial.client.installs.create(request);
  const events = [];
  for await (const event of trial.client.installs.watch(installId)) {
    events.push(event);
    if (event.body.kind !== 'phase-started' || event.body.phase !== killIn) continue;
    await trial.service.stop('SIGKILL');
    await trial.service.start();
  }
  return outcomeOf(await trial.client.installs.get(installId), events);
}

async function settled(installId: string) {
  for await (const event of trial.client.installs.watch(installId)) void event;
  return trial.client.installs.get(installId);
}

/** There is one IPv6 address for such machines, and another run of this suite on this host may have it. */
async function untilFree(host: string): Promise<void> {
  for (let look = 0; look < 300; look += 1) {
    const socket = connect({ host, port: 22 });
    const isTaken = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (!isTaken) return;
    await delay(200);
  }
  throw new Error(`Something else listens on ${host}, port 22.`);
}

/** How often each disk of all machines was wiped. */
function wipes(): readonly string[] {
  return trial.lab
    .played()
    .flatMap((machine) =>
      [...machine.consoleText().matchAll(/wipefs .*(\/dev\/\S+)/g)].map(
        ([, disk]) => `${machine.spec.address} ${disk}`,
      ),
    );
}

/** Makes something in the project at the stand-in. */
async function makeAtProvider(where: string, body: object): Promise<void> {
  const { endpoint, token } = trial.lab.hcloud;
  const answer = await fetch(`${endpoint}${where}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}

async function cloudOrder(hostname: string, more: object): Promise<InstallRequest> {
  const wish = { scenario: 'cloud-order', layout: 'single-ext4', hostname } as const;
  const { request } = await prepareScenario(trial.lab, wish);
  const { order } = request.machine;
  if (order === undefined) throw new Error('The scenario orders nothing.');
  return { ...request, machine: { order: { ...order, ...more } } };
}

describe('a whole install on a played machine', () => {
  it.each<[Scenario, ScenarioLayout, string]>([
    ['cloud-order', 'single-ext4', 'injected'],
    ['cloud-order-rescue', 'single-ext4', 'first-use'],
    ['cloud-rescue', 'single-ext4', 'first-use'],
    ['ssh', 'mirror-ext4', 'first-use'],
    ['robot-rescue', 'mirror-ext4', 'published'],
  ])(
    'ends ready by %s, on %s',
    async (scenario, layout, firstContact) => {
      const outcome = await install({ scenario, layout, hostname: `web-${scenario}` });
      expect(outcome.problem).toBeNull();
      expect(outcome.state).toBe('ready');
      expect(outcome.proof).toMatchObject({ firstContact, failedUnits: [] });
      expect(outcome.proof?.arrays).toHaveLength(layout === 'mirror-ext4' ? 3 : 0);
      expect(outcome.proof?.systemPath).toMatch(RegExp(`-nixos-system-web-${scenario}$`));
    },
    120_000,
  );

  it('wipes once, though the service is killed where the disks are about to be wiped', async () => {
    const wish = {
      scenario: 'cloud-order',
      layout: 'single-ext4',
      hostname: 'web-killed',
    } as const;
    const outcome = await install({ ...wish, killIn: 'disko' });
    expect(outcome.problem).toBeNull();
    expect(outcome.state).toBe('ready');
  }, 120_000);

  it('orders a server into a network and behind a firewall, as its plan has shown', async () => {
    await makeAtProvider('/networks', {
      name: 'private',
      ip_range: '10.0.0.0/16',
      subnets: [{ type: 'cloud', network_zone: 'eu-central' }],
    });
    const ssh = { direction: 'in', protocol: 'tcp', port: '22', source_ips: ['0.0.0.0/0'] };
    await makeAtProvider('/firewalls', { name: 'ssh-only', rules: [ssh] });
    await makeAtProvider('/volumes', { name: 'data', size: 10, location: 'nbg1' });
    await makeAtProvider('/placement_groups', { name: 'apart', type: 'spread' });
    const things = { networks: ['private'], firewalls: ['ssh-only'], volumes: ['data'] };
    const named = { ...things, placementGroup: 'apart' };
    const request = await cloudOrder('web-named', { ...named, labels: { team: 'a' } });
    const { client } = trial;
    const plan = await client.plans.settled((await client.plans.create(request)).planId);
    expect(plan.profile).toMatchObject({
      location: 'nbg1',
      named: [
        { kind: 'image', name: 'debian-13' },
        { kind: 'network', name: 'private' },
        { kind: 'firewall', name: 'ssh-only' },
        { kind: 'volume', name: 'data' },
        { kind: 'placement-group', name: 'apart' },
      ],
    });
    expect(await carryOut(request)).toMatchObject({ state: 'ready', problem: null });
    const server = trial.lab.standIn.state
      .snapshot()
      .servers.find(({ name }) => name === 'web-named');
    expect(server?.labels).toMatchObject({ team: 'a' });
  }, 120_000);

  it('orders a server without IPv4, which is reached and set up by IPv6 alone', async () => {
    await untilFree('::1');
    const request = await cloudOrder('web-six', { withIpv4: false });
    const { installId } = await trial.client.installs.create(request);
    const outcome = await settled(installId);
    expect(outcome.problem).toBeNull();
    expect(outcome.machine?.addresses).toEqual([{ host: '::1', port: 22 }]);
    expect(outcome.proof?.address).toBe('::1');
    const { files } = await trial.client.installs.flake(installId);
    const network = files.find(({ path }) => path === 'network.nix')?.text ?? '';
    expect(network).toContain('"::1/64"');
    expect(network).toContain('fe80::1');
    expect(network).not.toContain('DHCP = "ipv4"');
    expect(network).not.toContain('172.31.1.1');
  }, 120_000);

  it('orders a server at an address that was there before, and leaves it to its owner', async () => {
    const address = { type: 'ipv4', location: 'fsn1', auto_delete: false };
    await makeAtProvider('/primary_ips', { name: 'fixed', ...address });
    const order = { primaryIpv4: 'fixed', locations: ['fsn1'] };
    const { installId } = await trial.client.installs.create(await cloudOrder('web-fixed', order));
    const outcome = await settled(installId);
    expect(outcome.problem).toBeNull();
    const { endpoint, token } = trial.lab.hcloud;
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${endpoint}/primary_ips?name=fixed`, { headers });
    const { primary_ips: found } = Object(await answer.json());
    expect(found).toEqual([
      expect.objectContaining({ ip: outcome.proof?.address, auto_delete: false, labels: {} }),
    ]);
  }, 120_000);

  it('orders an ARM server with the installer, the loader and the flake of one', async () => {
    const arm = { serverTypes: ['cax11'], locations: ['fsn1'] };
    const { installId } = await trial.client.installs.create(await cloudOrder('web-arm', arm));
    const outcome = await settled(installId);
    expect(outcome.problem).toBeNull();
    expect(outcome.state).toBe('ready');
    const { files } = await trial.client.installs.flake(installId);
    expect(files.find(({ path }) => path === 'flake.nix')?.text).toContain('aarch64-linux');
  }, 120_000);

  it('orders nothing where the network is not in the project', async () => {
    const before = trial.lab.standIn.calls.matching('POST', /^\/servers$/).length;
    const request = await cloudOrder('web-nowhere', { networks: ['nowhere'] });
    const { problem } = await carryOut(request);
    expect(problem?.code).toBe('provider.not-found');
    expect(JSON.stringify(problem)).toContain('network with the id or name \\"nowhere\\"');
    expect(trial.lab.standIn.calls.matching('POST', /^\/servers$/)).toHaveLength(before);
  }, 120_000);

  it('leaves no key at the provider, though the provider refuses to delete it at first', async () => {
    const { standIn } = trial.lab;
    const effect = { kind: 'refusal', status: 403, code: 'forbidden' } as const;
    standIn.faults.add({ method: 'DELETE', path: '^/ssh_keys/', effect });
    const wish = { layout: 'single-ext4', hostname: 'web-swept' } as const;
    const outcome = await install({ scenario: 'cloud-order', ...wish });
    expect(outcome.state).toBe('ready');
    const until = Date.now() + 30_000;
    while (standIn.state.snapshot().sshKeys.length > 0 && Date.now() < until) await delay(100);
    expect(standIn.state.snapshot().sshKeys).toEqual([]);
    const deletions = standIn.calls.matching('DELETE', /^\/ssh_keys\//);
    expect(deletions.filter(({ status }) => status === 403)).toHaveLength(1);
  }, 120_000);

  it('fails with the words of the machine where its job fails, with the disks as they were', async () => {
    const wish = {
      scenario: 'cloud-order',
      layout: 'single-ext4',
      hostname: 'web-broken',
    } as const;
    const outcome = await install(wish);
    expect(outcome.state).toBe('failed');
    expect(outcome.problem?.code).toBe('machine.build-failed');
    expect(JSON.stringify(outcome.problem)).toContain('error: attribute missing');
  }, 120_000);

  it('has wiped each disk once, and sent no command that a machine does not know', () => {
    expect(wipes()).toHaveLength(new Set(wipes()).size);
    // Nine machines with one disk each, and two with four; the broken one was not touched.
    expect(wipes()).toHaveLength(9 + 2 * 4);
    expect(trial.lab.played().flatMap((machine) => machine.unknownCommands())).toEqual([]);
  });
});

/** The install that a scenario asks for, with what has to be there before it can be asked. */

import type { InstallRequest } from '../../src/client/client.ts';
import { generateKeyPair, type SshKeyPair } from '../../src/ssh/keys.ts';
import type { Lab } from './lab.ts';
import type { MachineSpec } from './machine.ts';

export const SCENARIOS = [
  'cloud-order',
  'cloud-order-rescue',
  'cloud-rescue',
  'ssh',
  'robot-rescue',
  'robot-order',
  'robot-auction',
] as const;
export type Scenario = (typeof SCENARIOS)[number];
export const LAYOUTS = ['single-ext4', 'mirror-ext4'] as const;
export type ScenarioLayout = (typeof LAYOUTS)[number];

export interface PreparedScenario {
  readonly request: InstallRequest;
  /** May log in as root on the installed system: the "customer's" key. */
  readonly customerKey: SshKeyPair;
}

export interface ScenarioWish {
  readonly scenario: Scenario;
  readonly layout: ScenarioLayout;
  /** Also the name of the machine at the provider. */
  readonly hostname: string;
}

/** The disks a layout is shown on: one cloud disk, or two NVMe and two hard disks. */
export function disksFor(layout: ScenarioLayout): MachineSpec['disks'] {
  const cloud = [{ kind: 'scsi', serial: 'CLOUD1', sizeGib: 4 }] as const;
  const metal = [
    { kind: 'nvme', serial: 'S64HNE0LAB00001', sizeGib: 4 },
    { kind: 'nvme', serial: 'S64HNE0LAB00002', sizeGib: 4 },
    { kind: 'scsi', serial: 'ZGY0LAB1', model: 'ST4000NM-LAB', sizeGib: 4 },
    { kind: 'scsi', serial: 'ZGY0LAB2', model: 'ST4000NM-LAB', sizeGib: 4 },
  ] as const;
  return layout === 'single-ext4' ? cloud : metal;
}

/** Makes what must exist (a server, a host in rescue) and the request. */
export async function prepareScenario(lab: Lab, wish: ScenarioWish): Promise<PreparedScenario> {
  const customerKey = generateKeyPair('customer');
  const { layout, hostname } = wish;
  const machine = await prepareMachine(lab, wish);
  const request: InstallRequest = {
    machine,
    system: { hostname, authorizedKeys: [customerKey.publicKey] },
    layout: layoutRequest(layout),
    ...('existing' in machine ? { erase: 'planned-disks' as const } : {}),
  };
  return { request, customerKey };
}

function layoutRequest(layout: ScenarioLayout): NonNullable<InstallRequest['layout']> {
  if (layout === 'single-ext4') return { preset: 'single-ext4', espSizeMib: 256 };
  const data = { select: 'hdd', mountpoint: '/var/lib', preset: 'mirror-ext4' } as const;
  return { preset: 'mirror-ext4', espSizeMib: 256, disks: { system: 'nvme', data } };
}

async function prepareMachine(
  lab: Lab,
  { scenario, layout, hostname }: ScenarioWish,
): Promise<InstallRequest['machine']> {
  switch (scenario) {
    case 'cloud-order':
      return { order: { ...CLOUD_ORDER, name: hostname } };
    case 'cloud-order-rescue':
      return { order: { ...CLOUD_ORDER, name: hostname, path: 'rescue' } };
    case 'cloud-rescue':
      await createServer(lab, hostname);
      return { existing: { provider: 'hcloud', account: 'main', server: hostname } };
    case 'ssh': {
      const key = generateKeyPair('operator');
      const { address } = await lab.addSshMachine({
        name: hostname,
        authorizedKeys: [key.publicKey],
        disks: disksFor(layout),
      });
      return { existing: { provider: 'ssh', host: address, privateKey: key.privateKey } };
    }
    case 'robot-rescue':
      return { existing: { provider: 'robot', account: 'main', server: 'metal-a' } };
    case 'robot-order':
      return {
        order: {
          ...ROBOT_ORDER,
          name: hostname,
          channel: 'product',
          ids: ['AX42', 'EX44'],
          maxPrice: { monthlyGross: '80.00', setupGross: '90.00', currency: 'EUR' },
        },
      };
    case 'robot-auction':
      return {
        order: {
          ...ROBOT_ORDER,
          name: hostname,
          channel: 'auction',
          wish: { minMemoryGb: 32, disks: [{ kind: 'nvme', minCount: 2 }] },
          maxPrice: { monthlyGross: '80.00', setupGross: '0.00', currency: 'EUR' },
        },
      };
    default:
      return scenario satisfies never;
  }
}

const CLOUD_ORDER = {
  provider: 'hcloud',
  account: 'main',
  serverTypes: ['cx33', 'cpx31'],
  locations: ['fsn1', 'nbg1'],
  maxPrice: { monthlyGross: '50.00', currency: 'EUR' },
} satisfies Partial<NonNullable<InstallRequest['machine']['order']>>;

const ROBOT_ORDER = { provider: 'robot', account: 'main', withIpv4: true } as const;

/** A server that its owner made some other day, running a stock image. */
async function createServer(lab: Lab, name: string): Promise<void> {
  const answer = await fetch(`${lab.hcloud.endpoint}/servers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${lab.hcloud.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name, server_type: 'cx33', image: 'debian-12', location: 'fsn1' }),
  });
  if (!answer.ok) throw new Error(`The stand-in made no server: ${await answer.text()}`);
}

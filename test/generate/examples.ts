/** The two machines of docs/examples: request, facts, plan and flake of each. */

import { readFileSync } from 'node:fs';
import type { Facts } from '../../src/domain/facts.ts';
import type { LayoutRequest } from '../../src/domain/layout.ts';
import type { FlakeFile, FlakeInputs, Plan } from '../../src/domain/plan.ts';
import type { InstallRequest } from '../../src/domain/request.ts';
import { parseFacts } from '../../src/facts/parse.ts';
import { renderJson } from '../../src/generate/facts-json.ts';
import { generateFlake } from '../../src/generate/flake.ts';
import { renderPicture } from '../../src/generate/picture.ts';
import { planMachine } from '../../src/plan/plan.ts';

export const INPUTS: FlakeInputs = {
  nixpkgsUrl: 'github:NixOS/nixpkgs/nixos-26.05',
  diskoUrl: 'github:nix-community/disko/v1.13.0',
};

/** A public key whose private half was thrown away. */
export const OPS_KEY =
  'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAIBAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f ops@example.org';

export function probeOutput(name: string): string {
  return readFileSync(new URL(`../fixtures/probe/${name}.txt`, import.meta.url), 'utf8');
}

export function factsOf(name: string): Facts {
  return parseFacts(probeOutput(name));
}

export function requestFor(
  hostname: string,
  layout: Partial<LayoutRequest>,
  modules: readonly string[] = [],
): InstallRequest {
  return {
    machine: {
      kind: 'existing',
      existing: { provider: 'ssh', host: '203.0.113.17', port: 22, user: 'root', hostKey: null },
    },
    system: {
      hostname,
      authorizedKeys: [OPS_KEY],
      modules,
      timeZone: 'Europe/Berlin',
      stateVersion: '26.05',
    },
    layout: {
      preset: 'single-ext4',
      system: {},
      data: [],
      espSizeMib: 1024,
      swapSizeMib: 0,
      ...layout,
    },
    erase: 'planned-disks',
    planDigest: null,
  };
}

export interface Example {
  readonly name: string;
  readonly request: InstallRequest;
  readonly facts: Facts;
  readonly plan: Plan;
  readonly files: readonly FlakeFile[];
}

function example(name: string, request: InstallRequest, facts: Facts): Example {
  const plan = planMachine(request, facts, INPUTS);
  return { name, request, facts, plan, files: generateFlake(plan, facts) };
}

export function examples(): readonly Example[] {
  return [
    example(
      'cloud-single',
      requestFor('web-1', {}, ['{ services.nginx.enable = true; }\n']),
      factsOf('cloud-rescue'),
    ),
    example(
      'metal-mirrors',
      requestFor('db-1', {
        preset: 'mirror-ext4',
        system: { kind: 'nvme' },
        data: [{ select: { kind: 'hdd' }, mountpoint: '/var/lib', preset: 'mirror-ext4' }],
        swapSizeMib: 8192,
      }),
      factsOf('metal-rescue'),
    ),
  ];
}

/** As a caller would write it: a GenerateRequest of the contract. */
function bodyOf({ system, layout }: InstallRequest) {
  const { preset, espSizeMib, swapSizeMib, data } = layout;
  const disks = { system: layout.system, data };
  const isPlain = data.length === 0;
  return { system, layout: { preset, ...(isPlain ? {} : { disks }), espSizeMib, swapSizeMib } };
}

/** Every file of an example below docs/examples/NAME. */
export function exampleFiles({ request, facts, plan, files }: Example): readonly FlakeFile[] {
  return [
    { path: 'request.json', text: `${renderJson(bodyOf(request))}\n` },
    { path: 'facts.json', text: `${renderJson(facts)}\n` },
    { path: 'plan.json', text: `${renderJson(plan)}\n` },
    { path: 'picture.svg', text: renderPicture(plan) },
    ...files.map((file) => ({ path: `flake/${file.path}`, text: file.text })),
  ];
}

import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Evaluation } from '../../src/domain/evaluation.ts';
import type { Facts } from '../../src/domain/facts.ts';
import type { Plan } from '../../src/domain/plan.ts';
import { EVALUATION } from '../../src/generate/evaluation.ts';
import { generateFlake } from '../../src/generate/flake.ts';
import { moduleObstacles } from '../../src/plan/layout-module.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { makeDisk, makeFacts } from '../plan/make.ts';
import { INPUTS, requestFor } from './examples.ts';
import { evaluateWithNix } from './real-nix.ts';

const LAB = path.resolve(import.meta.dirname, '../lab/nix');
const TWO = makeFacts({ disks: ['nvme0n1', 'nvme1n1'].map((name) => makeDisk({ name })) });

/** A mirror of all that it is given, as its owner would write it down. */
const MIRROR = `{ disks, lib, ... }:
{
  disko.devices.disk = lib.listToAttrs (lib.imap0 (index: device: lib.nameValuePair "d\${toString index}" {
    type = "disk";
    inherit device;
    content = {
      type = "gpt";
      partitions = {
        bios = { size = "1M"; type = "EF02"; };
        esp = {
          size = "512M";
          type = "EF00";
          content = { type = "filesystem"; format = "vfat"; mountpoint = if index == 0 then "/boot" else "/boot2"; };
        };
        root = { size = "100%"; content = { type = "mdraid"; name = "root"; }; };
      };
    };
  }) disks);
  disko.devices.mdadm.root = {
    type = "mdadm";
    level = 1;
    content = { type = "filesystem"; format = "ext4"; mountpoint = "/"; };
  };
}
`;

function planOf(module: string, facts: Facts): Plan {
  return planMachine(requestFor('x', { module, system: { kind: 'nvme' } }), facts, INPUTS);
}

/** The lab's module systems of nixpkgs and disko, under the real Nix. */
function devicesOf(plan: Plan, facts: Facts): Evaluation['devices'] {
  const files = generateFlake(plan, facts);
  const modules = files.filter(({ path }) => path.endsWith('.nix') && path !== 'flake.nix');
  const ask = { path: 'ask.nix', text: EVALUATION };
  const value = evaluateWithNix(
    `let
      lib = import ${LAB}/nixpkgs/lib;
      machine = import ${LAB}/nixpkgs/nixos/eval-config.nix { inherit lib; } {
        system = "x86_64-linux";
        modules = [ ${LAB}/disko/module.nix ${modules.map(({ path }) => `./${path}`).join(' ')} ];
      };
    in (import ./ask.nix machine).devices`,
    [...files, ask],
  );
  return value as Evaluation['devices'];
}

describe('a disko module of the caller', () => {
  const plan = planOf(MIRROR, TWO);
  const devices = devicesOf(plan, TWO);
  const evaluation = { devices } as Evaluation;

  it('stands in the flake as it was given, beside the disks that it is given', () => {
    const files = new Map(generateFlake(plan, TWO).map((file) => [file.path, file.text]));
    expect(files.get('disko.nix')).toBe(MIRROR);
    expect(evaluateWithNix(files.get('disks.nix') ?? '')).toEqual({
      _module: { args: { disks: plan.layout.disks.map(({ device }) => device) } },
    });
    expect(files.get('flake.nix')).toMatch(/\.\/disko\.nix\n.*\.\/disks\.nix/);
  });

  it('is understood by Nix as what it makes of the disks', () => {
    expect(devices).toEqual({
      disks: plan.layout.disks.map(({ device }) => ({
        device,
        partitions: expect.arrayContaining(['1M', '512M', '100%']),
      })),
      efiMountpoint: '/boot',
      efiType: 'vfat',
      bootDevices: plan.layout.disks.map(({ device }) => device),
      luks: [],
    });
    expect(moduleObstacles(evaluation, plan)).toEqual([]);
  });

  it('has no boot sector to be written without a BIOS boot partition, and needs UEFI then', () => {
    const module = MIRROR.replace(/bios = .*\n/, '');
    const efi = planOf(module, { ...TWO, firmware: 'uefi' });
    const seen = devicesOf(efi, TWO);
    // The lab's disko sets an empty list, which is as much as the default that is generated.
    expect(['nodev', '']).toContain(seen?.bootDevices.join());
    expect(moduleObstacles({ devices: seen } as Evaluation, efi)).toEqual([]);
    expect(moduleObstacles({ devices: seen } as Evaluation, planOf(module, TWO))).toEqual([
      expect.stringMatching(/boots by BIOS, and no disk has a partition of type EF02/),
    ]);
  });
});

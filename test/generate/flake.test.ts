import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { FlakeFile } from '../../src/domain/plan.ts';
import { generateFlake } from '../../src/generate/flake.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { makeDisk, makeFacts } from '../plan/make.ts';
import { exampleFiles, examples, factsOf, INPUTS, OPS_KEY, requestFor } from './examples.ts';
import { evaluateWithNix, parseWithNix } from './real-nix.ts';

const DOLLAR = '$';
const HOSTILE = `"; builtins.abort "x"; # \n${DOLLAR}{builtins.abort "y"}\r\\`;

/** Stands in for nixpkgs and disko: gives back what the flake hands to nixosSystem. */
const OUTPUTS = `let
  flake = import ./flake.nix;
  nixpkgs.lib.nixosSystem = args: { inherit (args) system; modules = map toString args.modules; };
  disko.nixosModules.disko = "disko";
  self = flake.outputs { inherit self nixpkgs disko; };
in { inherit (flake) description inputs; machines = self.nixosConfigurations; }`;

describe.each(examples().map((example) => [example.name, example] as const))(
  'the example %s',
  (name, example) => {
    const folder = new URL(`../../docs/examples/${name}/`, import.meta.url);
    const files = exampleFiles(example);

    it('stands in docs/examples byte by byte (else run test/generate/write-examples.ts)', () => {
      const there = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) =>
        one.isFile(),
      );
      expect(there).toHaveLength(files.length);
      for (const file of files) {
        expect([file.path, readFileSync(new URL(file.path, folder), 'utf8')]).toEqual([
          file.path,
          file.text,
        ]);
      }
    });

    it('is Nix to the real parser', () => {
      expect(() =>
        parseWithNix(example.files.filter((file) => file.path.endsWith('.nix'))),
      ).not.toThrow();
    });

    it('says nothing of who made it', () => {
      const text = example.files.map((file) => file.text).join('\n');
      expect(text).not.toMatch(/ironflake|generated|do not edit/i);
    });

    it('hands every file to the one machine it is for', () => {
      const value = evaluateWithNix(OUTPUTS, example.files);
      expect(value).toMatchObject({
        inputs: {
          nixpkgs: { url: INPUTS.nixpkgsUrl },
          disko: { url: INPUTS.diskoUrl, inputs: { nixpkgs: { follows: 'nixpkgs' } } },
        },
        machines: { [example.plan.system.hostname]: { system: 'x86_64-linux' } },
      });
      const modules = JSON.stringify(value);
      for (const file of example.files) {
        const isModule = file.path.endsWith('.nix') && file.path !== 'flake.nix';
        expect(modules.includes(`/${file.path}"`)).toBe(isModule);
      }
    });
  },
);

function fileOf(files: readonly FlakeFile[], path: string): string {
  return files.find((file) => file.path === path)?.text ?? '';
}

describe('a generated flake', () => {
  it('keeps hostile names of hardware as values and comments', () => {
    const disk = makeDisk({ name: 'vda', model: HOSTILE, serial: HOSTILE, byId: 'virtio-x' });
    const base = makeFacts({ disks: [disk] });
    const links = base.links.map((link) => ({ ...link, driver: HOSTILE }));
    const facts = { ...base, links, product: HOSTILE, nameservers: [HOSTILE] };
    const plan = planMachine(requestFor('x', {}), facts, {
      nixpkgsUrl: HOSTILE,
      diskoUrl: HOSTILE,
    });
    const files = generateFlake(plan, facts);
    expect(evaluateWithNix('(import ./network.nix).networking.nameservers', files)).toEqual([
      HOSTILE,
    ]);
    expect(evaluateWithNix('(import ./flake.nix).inputs.disko.url', files)).toBe(HOSTILE);
    expect(evaluateWithNix('(import ./disko.nix).disko.devices.disk.main.device', files)).toBe(
      '/dev/disk/by-id/virtio-x',
    );
  });

  it('keeps hostile comments of keys as text', () => {
    const request = requestFor('x', {});
    const key = `${OPS_KEY} "; ${DOLLAR}{builtins.abort "x"} ''`;
    const system = { ...request.system, authorizedKeys: [key] };
    const facts = makeFacts();
    const files = generateFlake(planMachine({ ...request, system }, facts, INPUTS), facts);
    expect(
      evaluateWithNix(
        '(import ./configuration.nix { }).users.users.root.openssh.authorizedKeys.keys',
        files,
      ),
    ).toEqual([key]);
  });

  it('writes the modules as they were given, each in its own file', () => {
    const modules = ['{ a = 1; }', `{ ... }: {\n  b = ''x${DOLLAR}{y}'';\n}\n`];
    const facts = makeFacts();
    const files = generateFlake(planMachine(requestFor('x', {}, modules), facts, INPUTS), facts);
    expect(files.map((file) => file.path)).toEqual([
      'flake.nix',
      'disko.nix',
      'hardware.nix',
      'network.nix',
      'grow.nix',
      'configuration.nix',
      'modules/01.nix',
      'modules/02.nix',
      'facts.json',
    ]);
    expect(fileOf(files, 'modules/02.nix')).toBe(modules[1]);
  });

  it('names no boot sector where there is none (aarch64), and leaves it to disko elsewhere', () => {
    const hardware = (architecture: 'x86_64' | 'aarch64') => {
      const facts = makeFacts({ architecture, firmware: 'uefi' });
      const files = generateFlake(planMachine(requestFor('x', {}), facts, INPUTS), facts);
      return evaluateWithNix(
        '(import ./hardware.nix { modulesPath = "/m"; }).boot.loader.grub',
        files,
      );
    };
    const common = { enable: true, efiSupport: true, efiInstallAsRemovable: true };
    expect(hardware('x86_64')).toEqual(common);
    expect(hardware('aarch64')).toEqual({ ...common, devices: ['nodev'] });
  });

  it('holds nothing of one boot in facts.json', () => {
    const facts = factsOf('metal-rescue');
    const text = fileOf(
      generateFlake(
        planMachine(
          requestFor('x', {
            preset: 'mirror-ext4',
            system: { kind: 'nvme' },
            data: [{ select: { kind: 'hdd' }, mountpoint: '/srv', preset: 'mirror-ext4' }],
          }),
          facts,
          INPUTS,
        ),
        facts,
      ),
      'facts.json',
    );
    expect(text).not.toContain(facts.system.bootId);
    expect(text).not.toMatch(/nvme0n1|"eth0"|rescue/);
    expect(JSON.parse(text)).toMatchObject({ architecture: 'x86_64', memoryMib: 128732 });
  });
});

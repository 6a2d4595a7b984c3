import { describe, expect, it } from '@jest/globals';
import type { FlakeRequest } from '../../src/domain/flake-request.ts';
import { EVALUATION } from '../../src/generate/evaluation.ts';
import { generateFlake } from '../../src/generate/flake.ts';
import { planMachine } from '../../src/plan/plan.ts';
import { makeFacts } from '../plan/make.ts';
import { INPUTS, OPS_KEY, requestFor } from './examples.ts';
import { evaluateWithNix, parseWithNix } from './real-nix.ts';

const UPLOAD: FlakeRequest = {
  mode: 'extend',
  attribute: 'web.example',
  source: { kind: 'upload', flakeId: 'f1' },
};

const MODULES = ['{ services.nginx.enable = true; }\n'];

function filesOf(flake: FlakeRequest, modules: readonly string[] = MODULES) {
  const request = requestFor('web-1', {}, modules);
  const facts = makeFacts();
  const system = { ...request.system, flake };
  return generateFlake(planMachine({ ...request, system }, facts, INPUTS), facts);
}

/** Stands in for a caller's flake: gives back what it is extended with. */
const OUTPUTS = `let
  flake = import ./flake.nix;
  base = hasDisko: {
    nixosConfigurations."web.example" = {
      options = if hasDisko then { disko = { }; } else { };
      extendModules = { modules }: map (one: if builtins.isPath one then baseNameOf one else one) modules;
    };
  };
  outputs = hasDisko: flake.outputs { base = base hasDisko; disko.nixosModules.disko = "disko"; };
in { inherit (flake) inputs; without = (outputs false).nixosConfigurations.web-1; having = (outputs true).nixosConfigurations.web-1; }`;

describe('an extended flake', () => {
  it('adds our modules to the caller\u2019s configuration, and disko where it is missing', () => {
    const files = filesOf(UPLOAD);
    parseWithNix(files.filter(({ path }) => path.endsWith('.nix')));
    const ours = ['disko.nix', 'hardware.nix', 'network.nix', 'grow.nix', 'access.nix', '01.nix'];
    expect(evaluateWithNix(OUTPUTS, files)).toEqual({
      inputs: {
        base: { url: 'path:/etc/nixos/base' },
        disko: { url: INPUTS.diskoUrl, inputs: { nixpkgs: { follows: '' } } },
      },
      without: ['disko', ...ours],
      having: [{}, ...ours],
    });
  });

  it('follows the URL of one that was not uploaded', () => {
    const url = 'github:acme/infra';
    const source = { kind: 'url', url, access: { kind: 'public' } } as const;
    const files = filesOf({ ...UPLOAD, source });
    expect(evaluateWithNix('(import ./flake.nix).inputs.base.url', files)).toBe(url);
  });

  it('lets the caller\u2019s name and release go first, and adds the way in', () => {
    const access = '(import ./access.nix { lib.mkDefault = default: { inherit default; }; })';
    expect(evaluateWithNix(access, filesOf(UPLOAD))).toMatchObject({
      networking: { hostName: { default: 'web-1' } },
      services: { openssh: { enable: true } },
      users: { users: { root: { openssh: { authorizedKeys: { keys: [OPS_KEY] } } } } },
      system: { stateVersion: { default: '26.05' } },
    });
  });

  it('has nothing but facts beside an own one', () => {
    const own: FlakeRequest = { ...UPLOAD, mode: 'own' };
    expect(filesOf(own, []).map(({ path }) => path)).toEqual(['facts.json']);
  });
});

describe('the evaluation', () => {
  it('finds what is set, and takes defaults for what a release does not have', () => {
    const machine = `(import ./ask.nix {
      config = {
        networking = { hostName = "a"; interfaces.eth0.ipv4.addresses = [ { address = "192.0.2.7"; prefixLength = 32; } ]; };
        systemd.network.networks.x = { address = [ "2001:db8::1/64" ]; networkConfig.DHCP = "ipv4"; };
        services.openssh = { enable = true; settings.PermitRootLogin = "no"; };
        users.users.root.openssh.authorizedKeys.keys = [ "k" ];
        boot.loader.systemd-boot.enable = true;
        disko.devices.disk.main.device = "/dev/sda";
        fileSystems."/" = { };
        nixpkgs.hostPlatform.system = "x86_64-linux";
        system.build = { toplevel.drvPath = "/system.drv"; formatMount.drvPath = "/disko.drv"; };
      };
    })`;
    expect(evaluateWithNix(machine, [{ path: 'ask.nix', text: EVALUATION }])).toEqual({
      systemDrv: '/system.drv',
      diskoDrv: '/disko.drv',
      hostname: 'a',
      platform: 'x86_64-linux',
      ssh: {
        isEnabled: true,
        permitRootLogin: 'no',
        readsHome: true,
        ports: [22],
        rootKeys: ['k'],
      },
      bootLoaders: ['systemd-boot'],
      disks: ['/dev/sda'],
      mountpoints: ['/'],
      devices: {
        disks: [{ device: '/dev/sda', partitions: [] }],
        efiMountpoint: '/boot',
        efiType: null,
        bootDevices: [],
        luks: [],
      },
      owners: { users: ['root'], groups: [], areMadeAtBoot: false },
      network: { usesDhcp: true, addresses: ['2001:db8::1/64', '192.0.2.7'] },
    });
  });
});

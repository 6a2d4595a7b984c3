/** Installs of callers' own flakes in the lab, through the API alone; by name. */

import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Install, InstallRequest } from '../../../src/client/client.ts';
import { packTar } from '../../../src/domain/tar.ts';
import type { Stage } from '../life/stage.ts';
import { expectThat } from '../life/stage.ts';
import { hostUrl } from '../trial.ts';

const HOSTNAME = 'web-1';
const SECRET = 'canary-9f2c61d0';

/** Extends an uploaded flake, brings a file and a secret along, and looks from outside with the customer's key. */
export async function extendFlake(stage: Stage): Promise<object> {
  const upload = await uploadFlake(stage, {
    'flake.nix': callersFlake(stage.trial.lab.artifacts.nixpkgsUrl),
    'hosts/web.nix': '{ environment.etc."of-the-caller".text = "extended"; }',
  });
  const request = requestFor(stage, {
    flake: { mode: 'extend', attribute: 'web', upload },
    modules: ['{ environment.etc."of-the-request".text = "module"; }'],
    files: [
      { path: '/var/lib/app/token', secret: SECRET, mode: '0440', owner: '1000:100' },
      { path: '/etc/motd.d/hello', content: 'hello\n' },
    ],
  });
  const repository = await bareRepository(stage);
  const install = await stage.install({ ...request, push: { url: `file://${repository}` } });
  const pushed = execFileSync('git', ['-C', repository, 'ls-tree', '-r', '--name-only', 'main']);
  expectThat(pushed.includes('web-1/base/hosts/web.nix'), `pushed whole: ${pushed}`);
  const look = [
    'cat /etc/of-the-caller /etc/of-the-request /etc/motd.d/hello /var/lib/app/token; echo',
    'stat -c "%a %u:%g" /var/lib/app/token',
    'ls /etc/nixos /etc/nixos/base',
    `grep -rl ${SECRET} /etc /nix/store 2> /dev/null || echo "secret: in no other place"`,
  ].join('; ');
  const seen = await stage.ssh(look, install.proof?.hostKey ?? '');
  for (const wanted of [
    'extended',
    'module',
    'hello',
    SECRET,
    '440 1000:100',
    'access.nix',
    'hosts',
  ]) {
    expectThat(seen.includes(wanted), `${wanted} in ${seen}`);
  }
  expectThat(seen.includes('secret: in no other place'), `the secret lies in one place: ${seen}`);
  await expectSilence(stage, install);
  return {
    install: summaryOf(install),
    seen: seen.replaceAll(SECRET, '(the secret)').trim().split('\n'),
  };
}

/** Where the trial's service may push to. */
async function bareRepository({ trial }: Stage): Promise<string> {
  const repository = path.join(trial.dir, 'infra.git');
  execFileSync('git', ['init', '-q', '--bare', repository]);
  return repository;
}

/** An own flake that could not be reached again is refused before the wipe; corrected, it is installed. */
export async function ownFlake(stage: Stage): Promise<object> {
  const { nixpkgsUrl, diskoUrl } = stage.trial.lab.artifacts;
  const files = (isReachable: boolean) => ({
    'flake.nix': ownFlakeText(nixpkgsUrl, diskoUrl),
    'machine.nix': ownMachine(isReachable ? stage.customerKey : null),
  });
  const wish = async (isReachable: boolean) =>
    requestFor(stage, {
      flake: {
        mode: 'own',
        attribute: 'box',
        upload: await uploadFlake(stage, files(isReachable)),
      },
    });
  const { installId } = await stage.trial.client.installs.create(await wish(false));
  const refused = await stage.follow(installId).then(
    () => 'ready',
    (error: unknown) => String(error),
  );
  expectThat(/services\.openssh\.enable is not true/.test(refused), `refused for ssh: ${refused}`);
  const [machine] = stage.trial.lab.machines();
  const isWiped = machine?.consoleText().includes('lab: wipefs') === true;
  expectThat(!isWiped, 'nothing was wiped');
  const { machine: known } = await stage.trial.client.installs.get(installId);
  const request = await wish(true);
  const install = await stage.install({
    ...request,
    machine: {
      existing: { provider: 'hcloud', account: 'main', server: known?.providerRef ?? '' },
    },
    erase: 'planned-disks',
  });
  const seen = await stage.ssh(
    'findmnt -n -o SOURCE,FSTYPE /; ls /etc/nixos',
    install.proof?.hostKey ?? '',
  );
  expectThat(
    seen.includes('ext4') && seen.includes('machine.nix'),
    `its own root and flake: ${seen}`,
  );
  return { refused, install: summaryOf(install), seen: seen.trim().split('\n') };
}

/** A disko module of the caller's is refused where it names a disk by the kernel's name; corrected, it is installed. */
export async function ownLayout(stage: Stage): Promise<object> {
  const wish = (device: string) => ({
    ...requestFor(stage, {}),
    layout: { module: ownModule(device), disks: { system: { count: 1 } } },
  });
  const { installId } = await stage.trial.client.installs.create(wish('"/dev/sda"'));
  const refused = await stage.follow(installId).then(
    () => 'ready',
    (error: unknown) => String(error),
  );
  expectThat(/it names \/dev\/sda/.test(refused), `refused for the disk's name: ${refused}`);
  const [machine] = stage.trial.lab.machines();
  expectThat(machine?.consoleText().includes('lab: wipefs') !== true, 'nothing was wiped');
  const { machine: known } = await stage.trial.client.installs.get(installId);
  const install = await stage.install({
    ...wish('builtins.head disks'),
    machine: {
      existing: { provider: 'hcloud', account: 'main', server: known?.providerRef ?? '' },
    },
    erase: 'planned-disks',
  });
  const look = 'findmnt -n -o TARGET,FSTYPE /; findmnt -n -o TARGET,FSTYPE /var/lib; ls /etc/nixos';
  const seen = await stage.ssh(look, install.proof?.hostKey ?? '');
  expectThat(
    /\/var\/lib +ext4/.test(seen) && seen.includes('disks.nix'),
    `its own /var/lib, and its flake: ${seen}`,
  );
  return { refused, install: summaryOf(install), seen: seen.trim().split('\n') };
}

/** More parts than any preset makes of one disk. */
function ownModule(device: string): string {
  return `{ disks, ... }: {
  disko.devices.disk.main = {
    type = "disk";
    device = ${device};
    content = {
      type = "gpt";
      partitions = {
        bios = { size = "1M"; type = "EF02"; priority = 1; };
        boot = { size = "300M"; type = "EF00"; priority = 2;
          content = { type = "filesystem"; format = "vfat"; mountpoint = "/boot"; }; };
        var = { size = "700M"; priority = 3;
          content = { type = "filesystem"; format = "ext4"; mountpoint = "/var/lib"; }; };
        root = { size = "100%"; priority = 4;
          content = { type = "filesystem"; format = "ext4"; mountpoint = "/"; }; };
      };
    };
  };
}
`;
}

/** An extended flake with a secret, built by the service's own Nix: the machine evaluates and builds nothing. */
export async function buildOnService(stage: Stage): Promise<object> {
  const { nixpkgsUrl } = stage.trial.lab.artifacts;
  const upload = await uploadFlake(stage, {
    'flake.nix': callersFlake(hostUrl(nixpkgsUrl)),
    'hosts/web.nix': '{ environment.etc."of-the-caller".text = "built elsewhere"; }',
  });
  const request = requestFor(stage, {
    flake: { mode: 'extend', attribute: 'web', upload },
    build: { place: 'service', substituters: [DEAD_CACHE] },
    files: [{ path: '/var/lib/app/token', secret: SECRET }],
  });
  const install = await stage.install(request);
  const look =
    'cat /etc/of-the-caller; echo; cat /var/lib/app/token; echo; cat /etc/nixos/flake.lock';
  const seen = await stage.ssh(look, install.proof?.hostKey ?? '');
  expectThat(
    seen.includes('built elsewhere') && seen.includes(SECRET),
    `built and brought: ${seen}`,
  );
  expectThat(
    seen.includes('"path": "/etc/nixos/base"'),
    `the lock names places of the machine: ${seen}`,
  );
  const events = await stage.trial.client.installs.events(install.installId, { limit: 1000 });
  const text = JSON.stringify(events);
  expectThat(text.includes('does not answer the machine'), 'the dead cache is told of');
  expectThat(!text.includes('"job":"system-build"'), 'the machine built nothing');
  await expectSilence(stage, install);
  return { install: summaryOf(install) };
}

/** Nobody listens there. */
const DEAD_CACHE = {
  url: 'http://10.0.2.2:9',
  publicKey: `dead-1:${'A'.repeat(43)}=`,
};

function summaryOf({ installId, state, proof }: Install) {
  return { installId, state, systemPath: proof?.systemPath ?? null, mounts: proof?.mounts ?? [] };
}

function requestFor(stage: Stage, system: Partial<InstallRequest['system']>): InstallRequest {
  return {
    machine: {
      order: {
        provider: 'hcloud',
        account: 'main',
        name: HOSTNAME,
        serverTypes: ['cx33'],
        locations: ['fsn1'],
        maxPrice: { monthlyGross: '50.00', currency: 'EUR' },
      },
    },
    system: { hostname: HOSTNAME, authorizedKeys: [stage.customerKey], ...system },
    layout: { preset: 'single-ext4', espSizeMib: 256 },
  };
}

/** Sends it as a caller does. */
async function uploadFlake(stage: Stage, files: Readonly<Record<string, string>>): Promise<string> {
  const entries = Object.entries(files).map(([path, content]) => ({ path, content }));
  const body = new Uint8Array(gzipSync(packTar(entries)));
  return (await stage.trial.client.call('uploadFlake', { body })).flakeId;
}

/** Neither events nor flake of an install may hold the secret. */
async function expectSilence({ trial }: Stage, { installId }: Install): Promise<void> {
  const texts = await Promise.all(
    ['', '/flake', '/events?limit=1000'].map(async (part) => {
      const answer = await fetch(`${trial.service.url}/v1/installs/${installId}${part}`, {
        headers: { authorization: `Bearer ${trial.token}`, accept: 'application/json' },
      });
      return answer.text();
    }),
  );
  expectThat(
    texts.every((text) => text.length > 2 && !text.includes(SECRET)),
    'no secret is told',
  );
}

/** A flake that says what the machine is for, and nothing of the machine. */
function callersFlake(nixpkgsUrl: string): string {
  return `{
  inputs.nixpkgs.url = "${nixpkgsUrl}";
  outputs = { nixpkgs, ... }: {
    nixosConfigurations.web = nixpkgs.lib.nixosSystem {
      system = "x86_64-linux";
      modules = [ ./hosts/web.nix ];
    };
  };
}
`;
}

function ownFlakeText(nixpkgsUrl: string, diskoUrl: string): string {
  return `{
  inputs.nixpkgs.url = "${nixpkgsUrl}";
  inputs.disko.url = "${diskoUrl}";
  outputs = { nixpkgs, disko, ... }: {
    nixosConfigurations.box = nixpkgs.lib.nixosSystem {
      system = "x86_64-linux";
      modules = [ disko.nixosModules.disko ./machine.nix ];
    };
  };
}
`;
}

/** One disk of the lab, as its owner would write it down. */
function ownMachine(key: string | null): string {
  const ssh =
    key === null
      ? ''
      : `services.openssh.enable = true;
  users.users.root.openssh.authorizedKeys.keys = [ "${key}" ];`;
  return `{ modulesPath, ... }: {
  imports = [ (modulesPath + "/profiles/qemu-guest.nix") ];
  networking.hostName = "${HOSTNAME}";
  networking.useNetworkd = true;
  systemd.network.networks."10-all" = { matchConfig.Type = "ether"; networkConfig.DHCP = "yes"; };
  boot.loader.grub = { enable = true; efiSupport = true; efiInstallAsRemovable = true; };
  boot.initrd.availableKernelModules = [ "sd_mod" "virtio_pci" "virtio_scsi" ];
  system.stateVersion = "26.05";
  ${ssh}
  disko.devices.disk.main = {
    type = "disk";
    device = "/dev/sda";
    content = {
      type = "gpt";
      partitions = {
        bios = { size = "1M"; type = "EF02"; priority = 1; };
        boot = { size = "300M"; type = "EF00"; priority = 2;
          content = { type = "filesystem"; format = "vfat"; mountpoint = "/boot"; }; };
        root = { size = "100%"; content = { type = "filesystem"; format = "ext4"; mountpoint = "/"; }; };
      };
    };
  };
}
`;
}

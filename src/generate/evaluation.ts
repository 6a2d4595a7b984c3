/** What Nix is asked of a system, in one evaluation; the answer is read by src/install/evaluation.ts. */

/**
 * A function from a configuration of `nixosSystem` to plain data. Options that only newer or older releases
 * have are asked for with a default. Asking for a derivation's path evaluates all of it, assertions too.
 */
export const EVALUATION = `machine:
let
  c = machine.config;
  ssh = c.services.openssh or { };
  root = c.users.users.root.openssh.authorizedKeys or { };
  loader = c.boot.loader or { };
  on = name: if loader.\${name}.enable or false then [ name ] else [ ];
  units = builtins.attrValues (c.systemd.network.networks or { });
  links = builtins.attrValues (c.networking.interfaces or { });
  platform = c.nixpkgs.hostPlatform or null;
  disks = builtins.attrValues (c.disko.devices.disk or { });
  sizes =
    content:
    if (content.type or "") == "gpt" then
      map (one: if (one.size or "0") == "0" then one.end or "" else one.size) (builtins.attrValues content.partitions)
    else
      [ ];
  isDhcp = value: builtins.elem value [ true "yes" "ipv4" ];
in
{
  systemDrv = c.system.build.toplevel.drvPath;
  diskoDrv = if disks == [ ] then null else c.system.build.formatMount.drvPath or null;
  hostname = c.networking.hostName;
  platform = if builtins.isString platform then platform else platform.system or null;
  ssh = {
    isEnabled = ssh.enable or false;
    permitRootLogin = ssh.settings.PermitRootLogin or null;
    readsHome = ssh.authorizedKeysInHomedir or true;
    ports = ssh.ports or [ 22 ];
    rootKeys = (root.keys or [ ]) ++ map builtins.readFile (root.keyFiles or [ ]);
  };
  bootLoaders = builtins.concatMap on [ "grub" "systemd-boot" "limine" "refind" "generic-extlinux-compatible" ];
  disks = map (disk: disk.device) disks;
  mountpoints = builtins.attrNames (c.fileSystems or { });
  devices = {
    disks = map (disk: { inherit (disk) device; partitions = sizes (disk.content or null); }) disks;
    efiMountpoint = loader.efi.efiSysMountPoint or "/boot";
    efiType = c.fileSystems.\${loader.efi.efiSysMountPoint or "/boot"}.fsType or null;
    bootDevices = loader.grub.devices or [ ];
    luks = builtins.attrNames (c.boot.initrd.luks.devices or { });
  };
  owners = {
    users = builtins.attrNames (c.users.users or { });
    groups = builtins.attrNames (c.users.groups or { });
    areMadeAtBoot = c.services.userborn.enable or false || c.systemd.sysusers.enable or false;
  };
  network = {
    usesDhcp =
      c.networking.useDHCP or false
      || c.networking.networkmanager.enable or false
      || builtins.any (link: isDhcp (link.useDHCP or null)) links
      || builtins.any (unit: isDhcp (unit.DHCP or null) || isDhcp (unit.networkConfig.DHCP or null)) units;
    addresses =
      builtins.concatMap (
        unit: (unit.address or [ ]) ++ map (one: one.Address or "") (unit.addresses or [ ])
      ) units
      ++ builtins.concatMap (
        link:
        map (one: one.address) ((link.ipv4.addresses or [ ]) ++ (link.ipv6.addresses or [ ]))
      ) links;
  };
}
`;

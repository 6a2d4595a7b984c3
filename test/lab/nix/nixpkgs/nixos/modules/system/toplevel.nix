# config.system.build.toplevel: what the lab's nixos-install puts on a disk.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  etcText = entry: entry.text or (builtins.readFile entry.source);
  etc = lib.mapAttrs' (name: entry: lib.nameValuePair "etc/${name}" { text = etcText entry; }) (
    lib.filterAttrs (_: entry: entry.enable or true) config.environment.etc
  );
  boot = {
    inherit (config.system.build.bootLoader) grub efi systemdBoot;
    inherit (config.boot) kernelParams;
    initrdModules = lib.unique (config.boot.initrd.availableKernelModules ++ config.boot.initrd.kernelModules);
    swraid = config.boot.swraid.enable;
    # Run in the initrd before the root is mounted; what else a service may be is not looked at.
    beforeRoot = lib.mapAttrsToList (_: service: service.script) (
      lib.filterAttrs (_: service: service ? script && lib.elem "sysroot.mount" (service.before or [ ])) config.boot.initrd.systemd.services
    );
    initrd = config.system.build.initrd;
  };
  settings = {
    inherit (config) fileSystems swapDevices;
    networking = { inherit (config.networking) hostName useNetworkd useDHCP nameservers; };
    openssh = config.services.openssh.enable;
    network = config.systemd.network.networks;
    users = lib.attrNames config.users.users;
    packages = map (package: package.pname or package.name or "?") config.environment.systemPackages;
    stateVersion = config.system.stateVersion;
  };
  version = "${config.system.nixos.version}";
  files = etc // {
    "boot.json".text = builtins.toJSON boot;
    "config.json".text = builtins.toJSON settings;
    "kernel-params".text = lib.concatStringsSep " " config.boot.kernelParams;
    "nixos-version".text = version;
    "system".text = pkgs.system;
    "init" = {
      mode = "0555";
      text = "#!/bin/sh\nexec /usr/lib/ironflake-lab/pid1";
    };
    "bin/switch-to-configuration" = {
      mode = "0555";
      text = ''
        #!/bin/bash
        exec /usr/lib/ironflake-lab/activate / "$(dirname "$(dirname "$(readlink -f "$0")")")" "$1"
      '';
    };
  };
in
{
  _file = "nixos/modules/system/toplevel.nix";
  system.build.toplevel = config.system.build.checked (
    pkgs.writeTree "nixos-system-${config.networking.hostName}-${version}" files
  );
}

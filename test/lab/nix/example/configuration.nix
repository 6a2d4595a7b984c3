{ modulesPath, lib, ... }:
{
  imports = [
    (modulesPath + "/installer/scan/not-detected.nix")
    (modulesPath + "/profiles/qemu-guest.nix")
  ];

  boot.initrd.availableKernelModules = [
    "nvme"
    "sd_mod"
  ];
  # Boots in either firmware mode; disko adds the disks.
  boot.loader.grub = {
    enable = true;
    efiSupport = true;
    efiInstallAsRemovable = true;
  };

  networking.hostName = lib.mkDefault "lab-box";
  networking.useNetworkd = true;
  networking.useDHCP = false;
  systemd.network.networks."10-uplink" = {
    matchConfig.MACAddress = "52:54:00:12:34:56";
    address = [ "10.0.2.15/24" ];
    routes = [ { Gateway = "10.0.2.2"; } ];
    networkConfig.DNS = [ "10.0.2.3" ];
  };

  services.openssh.enable = true;
  users.users.root.openssh.authorizedKeys.keyFiles = [ ./operator.pub ];

  system.stateVersion = "26.05";
}

# Defaults of the options that the other modules here read.
{ lib, ... }:
let
  default = lib.mkOptionDefault;
in
{
  _file = "nixos/modules/defaults.nix";
  assertions = default [ ];
  warnings = default [ ];
  fileSystems = default { };
  swapDevices = default [ ];
  environment = {
    etc = default { };
    systemPackages = default [ ];
  };
  networking = {
    hostName = default "nixos";
    useNetworkd = default false;
    useDHCP = default true;
    nameservers = default [ ];
  };
  systemd.network = {
    enable = default false;
    networks = default { };
    links = default { };
    netdevs = default { };
  };
  users.users.root.openssh.authorizedKeys = {
    keys = default [ ];
    keyFiles = default [ ];
  };
  services.openssh.enable = default false;
  system = {
    stateVersion = default "26.05";
    nixos.version = default "26.05.lab";
  };
  boot = {
    kernelParams = default [ ];
    kernelModules = default [ ];
    resumeDevice = default "";
    initrd = {
      availableKernelModules = default [ ];
      kernelModules = default [ ];
      secrets = default { };
      luks.devices = default { };
      network = {
        enable = default false;
        ssh = {
          enable = default false;
          port = default 22;
          hostKeys = default [ ];
          authorizedKeys = default [ ];
          extraConfig = default "";
        };
      };
      systemd = {
        enable = default true;
        services = default { };
        network = {
          enable = default false;
          networks = default { };
          netdevs = default { };
        };
        users.root.shell = default "/bin/bash";
      };
    };
    swraid = {
      enable = default false;
      mdadmConf = default "";
    };
    loader = {
      grub = {
        enable = default true;
        devices = default [ ];
        device = default "";
        efiSupport = default false;
        efiInstallAsRemovable = default false;
        mirroredBoots = default [ ];
      };
      systemd-boot.enable = default false;
      efi = {
        canTouchEfiVariables = default false;
        efiSysMountPoint = default "/boot";
      };
    };
  };
}

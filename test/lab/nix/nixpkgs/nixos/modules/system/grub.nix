# boot.loader.grub: which devices get a boot loader, and what NixOS refuses.
{ config, lib, ... }:
let
  grub = config.boot.loader.grub;
  efi = config.boot.loader.efi;
  mirrored = lib.concatMap (boot: boot.devices) grub.mirroredBoots;
  own = grub.devices ++ lib.optional (grub.device != "") grub.device;
  devices = own ++ mirrored;
in
{
  _file = "nixos/modules/system/grub.nix";
  system.build.bootLoader = {
    grub = {
      inherit (grub) enable efiSupport efiInstallAsRemovable mirroredBoots;
      devices = lib.unique devices;
    };
    efi = { inherit (efi) canTouchEfiVariables efiSysMountPoint; };
    systemdBoot = config.boot.loader.systemd-boot.enable;
  };
  assertions = [
    {
      assertion = !grub.enable || devices != [ ];
      message = "boot.loader.grub.devices and mirroredBoots are both empty: nothing would boot.";
    }
    {
      assertion = !grub.enable || lib.unique devices == devices;
      message = "boot.loader.grub names a device twice (disko adds those with an EF02 partition): ${lib.concatStringsSep " " devices}";
    }
    {
      assertion = !(grub.efiInstallAsRemovable && efi.canTouchEfiVariables);
      message = "boot.loader.grub.efiInstallAsRemovable and boot.loader.efi.canTouchEfiVariables exclude each other.";
    }
    {
      assertion = !grub.efiInstallAsRemovable || grub.efiSupport;
      message = "boot.loader.grub.efiInstallAsRemovable needs boot.loader.grub.efiSupport.";
    }
  ];
}

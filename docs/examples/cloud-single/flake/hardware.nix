{ modulesPath, ... }:

{
  imports = [ (modulesPath + "/profiles/qemu-guest.nix") ];

  # Starts under BIOS and UEFI. disko adds the disk with a BIOS boot partition to grub.devices.
  boot.loader.grub = {
    enable = true;
    efiSupport = true;
    # In the place where firmware looks without being told: no NVRAM entry is needed.
    efiInstallAsRemovable = true;
  };

  # What was measured between this machine and its disks, and what its kind usually has.
  boot.initrd.availableKernelModules = [ "sd_mod" "virtio_blk" "virtio_pci" "virtio_scsi" ];
  # The last console gets the boot messages: the screen that the provider shows.
  boot.kernelParams = [ "console=ttyS0,115200" "console=tty0" ];
}

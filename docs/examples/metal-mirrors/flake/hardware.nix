{ ... }:

{
  # Starts under BIOS and UEFI. disko adds each of the disks with a BIOS boot partition to grub.devices.
  boot.loader.grub = {
    enable = true;
    efiSupport = true;
    # In the place where firmware looks without being told: no NVRAM entry is needed.
    efiInstallAsRemovable = true;
  };

  # What was measured between this machine and its disks, and what its kind usually has.
  boot.initrd.availableKernelModules = [ "ahci" "nvme" "raid1" "sd_mod" "xhci_pci" ];
  # The last console gets the boot messages: the screen that the provider shows.
  boot.kernelParams = [ "console=tty0" ];

  boot.swraid.enable = true;
  # mdadm's monitor does not start without somebody to tell.
  boot.swraid.mdadmConf = "MAILADDR root";

  # Network cards of dedicated servers often need their firmware.
  hardware.enableRedistributableFirmware = true;
  hardware.cpu.amd.updateMicrocode = true;
}

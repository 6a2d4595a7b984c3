# Partitions and file systems. disko makes fileSystems, swapDevices and, for each disk with a
# BIOS boot partition, boot.loader.grub.devices from this file. Names and GUIDs are written on the
# disks: changing them here later does not change them there.
{
  disko.devices = {
    disk = {
      # QEMU HARDDISK, serial 98765432, 38 GiB
      main = {
        type = "disk";
        device = "/dev/disk/by-id/scsi-0QEMU_QEMU_HARDDISK_98765432";
        content = {
          type = "gpt";
          partitions = {
            # GRUB keeps its core here when started by BIOS.
            bios = {
              priority = 1;
              size = "1M";
              type = "EF02";
              uuid = "908aa7df-e49c-8dbd-a4bc-a5fd35a60a4e";
            };
            esp = {
              priority = 2;
              size = "1024M";
              type = "EF00";
              uuid = "8b6dc718-ce7c-861b-9e5b-ea7f38ca15ab";
              content = {
                type = "filesystem";
                format = "vfat";
                mountpoint = "/boot";
                mountOptions = [ "umask=0077" ];
              };
            };
            root = {
              priority = 3;
              size = "100%";
              type = "8300";
              uuid = "b1c7fa97-bbc7-8c38-a955-29e709d28938";
              content = {
                type = "filesystem";
                format = "ext4";
                mountpoint = "/";
              };
            };
          };
        };
      };
    };
  };
}

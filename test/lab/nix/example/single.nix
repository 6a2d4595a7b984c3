# One disk that boots in BIOS and in UEFI mode.
{
  disko.devices.disk.main = {
    type = "disk";
    device = "/dev/disk/by-id/nvme-QEMU_NVMe_Ctrl_S64HNE0LAB00001";
    content = {
      type = "gpt";
      partitions = {
        bios = {
          size = "1M";
          type = "EF02";
          priority = 1;
        };
        esp = {
          size = "512M";
          type = "EF00";
          priority = 2;
          uuid = "8a4f2f63-38a8-4f8c-a1fb-5d5b2a7b0c11";
          content = {
            type = "filesystem";
            format = "vfat";
            mountpoint = "/boot";
            mountOptions = [ "umask=0077" ];
          };
        };
        root = {
          size = "100%";
          uuid = "8a4f2f63-38a8-4f8c-a1fb-5d5b2a7b0c12";
          content = {
            type = "filesystem";
            format = "ext4";
            mountpoint = "/";
          };
        };
      };
    };
  };
}

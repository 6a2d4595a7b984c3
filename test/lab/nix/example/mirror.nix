# Two NVMe disks, each able to boot alone, and two SATA disks for /var/lib.
let
  systemDisk = serial: {
    type = "disk";
    device = "/dev/disk/by-id/nvme-QEMU_NVMe_Ctrl_${serial}";
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
          content = {
            type = "mdraid";
            name = "boot";
          };
        };
        root = {
          size = "100%";
          type = "FD00";
          content = {
            type = "mdraid";
            name = "root";
          };
        };
      };
    };
  };
  dataDisk = serial: {
    type = "disk";
    device = "/dev/disk/by-id/scsi-0QEMU_ST4000NM-LAB_${serial}";
    content = {
      type = "gpt";
      partitions.data = {
        size = "100%";
        type = "FD00";
        content = {
          type = "mdraid";
          name = "varlib";
        };
      };
    };
  };
  array = metadata: format: mountpoint: {
    type = "mdadm";
    level = 1;
    inherit metadata;
    extraArgs = [
      "--run"
      "--bitmap=internal"
    ];
    content = {
      type = "filesystem";
      inherit format mountpoint;
    };
  };
in
{
  disko.devices = {
    disk = {
      nvme0 = systemDisk "S64HNE0LAB00001";
      nvme1 = systemDisk "S64HNE0LAB00002";
      hdd0 = dataDisk "ZGY0LAB1";
      hdd1 = dataDisk "ZGY0LAB2";
    };
    mdadm = {
      # Metadata at the end of the partition: the firmware reads each half as a plain ESP.
      boot = array "1.0" "vfat" "/boot";
      root = array "1.2" "ext4" "/";
      varlib = array "1.2" "ext4" "/var/lib";
    };
  };
  boot.swraid = {
    enable = true;
    mdadmConf = "MAILADDR root";
  };
}

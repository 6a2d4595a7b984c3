# Partitions and file systems. disko makes fileSystems, swapDevices and, for each disk with a
# BIOS boot partition, boot.loader.grub.devices from this file. Names and GUIDs are written on the
# disks: changing them here later does not change them there.
{
  disko.devices = {
    disk = {
      # SAMSUNG MZVL21T0HCLR-00B00, serial S676NX0T612345, 954 GiB
      nvme0 = {
        type = "disk";
        device = "/dev/disk/by-id/nvme-SAMSUNG_MZVL21T0HCLR-00B00_S676NX0T612345";
        content = {
          type = "gpt";
          partitions = {
            # GRUB keeps its core here when started by BIOS.
            bios = {
              priority = 1;
              size = "1M";
              type = "EF02";
              uuid = "aee4ca62-2fd0-8326-aeea-1828e8c88fc8";
            };
            esp = {
              priority = 2;
              size = "1024M";
              type = "EF00";
              uuid = "9a9f3995-46e9-8d09-8e12-ba245dcf29df";
              content = {
                type = "mdraid";
                name = "boot";
              };
            };
            swap = {
              priority = 3;
              size = "8192M";
              type = "FD00";
              uuid = "aad9a25a-66fb-8b90-8e9a-c6fb50a82b94";
              content = {
                type = "mdraid";
                name = "swap";
              };
            };
            root = {
              priority = 4;
              size = "100%";
              type = "FD00";
              uuid = "4925902a-3981-8b57-a9c2-abfee99966da";
              content = {
                type = "mdraid";
                name = "root";
              };
            };
          };
        };
      };

      # SAMSUNG MZVL21T0HCLR-00B00, serial S676NX0T612399, 954 GiB
      nvme1 = {
        type = "disk";
        device = "/dev/disk/by-id/nvme-SAMSUNG_MZVL21T0HCLR-00B00_S676NX0T612399";
        content = {
          type = "gpt";
          partitions = {
            # GRUB keeps its core here when started by BIOS.
            bios = {
              priority = 1;
              size = "1M";
              type = "EF02";
              uuid = "f990f9ba-9bf3-82fc-ab38-556bc4e2a129";
            };
            esp = {
              priority = 2;
              size = "1024M";
              type = "EF00";
              uuid = "05fc28c1-cc1d-83ad-b150-077989248da6";
              content = {
                type = "mdraid";
                name = "boot";
              };
            };
            swap = {
              priority = 3;
              size = "8192M";
              type = "FD00";
              uuid = "b3aa4a09-002e-8a84-972e-f34f332511ad";
              content = {
                type = "mdraid";
                name = "swap";
              };
            };
            root = {
              priority = 4;
              size = "100%";
              type = "FD00";
              uuid = "c2bf96dc-3399-81d0-9d8f-23263f18a299";
              content = {
                type = "mdraid";
                name = "root";
              };
            };
          };
        };
      };

      # TOSHIBA MG08ACA16TE, serial 71R0A0DXFVX1, 14902 GiB
      hdd0 = {
        type = "disk";
        device = "/dev/disk/by-id/ata-TOSHIBA_MG08ACA16TE_71R0A0DXFVX1";
        content = {
          type = "gpt";
          partitions = {
            data = {
              priority = 1;
              size = "100%";
              type = "FD00";
              uuid = "06ececbc-eb76-8173-b03d-7dc792c9b825";
              content = {
                type = "mdraid";
                name = "varlib";
              };
            };
          };
        };
      };

      # TOSHIBA MG08ACA16TE, serial 71R0A0DXFVX2, 14902 GiB
      hdd1 = {
        type = "disk";
        device = "/dev/disk/by-id/ata-TOSHIBA_MG08ACA16TE_71R0A0DXFVX2";
        content = {
          type = "gpt";
          partitions = {
            data = {
              priority = 1;
              size = "100%";
              type = "FD00";
              uuid = "7811c620-468e-87b5-be25-b0bd799cc8a1";
              content = {
                type = "mdraid";
                name = "varlib";
              };
            };
          };
        };
      };
    };

    mdadm = {
      boot = {
        type = "mdadm";
        level = 1;
        # Superblock at the end: firmware reads each member as a plain file system.
        metadata = "1.0";
        # Flash that was discarded just before: there is nothing to make equal first.
        extraArgs = [ "--run" "--bitmap=none" "--assume-clean" ];
        content = {
          type = "filesystem";
          format = "vfat";
          mountpoint = "/boot";
          mountOptions = [ "umask=0077" ];
        };
      };

      swap = {
        type = "mdadm";
        level = 1;
        metadata = "1.2";
        # Flash that was discarded just before: there is nothing to make equal first.
        extraArgs = [ "--run" "--bitmap=none" "--assume-clean" ];
        content = {
          type = "swap";
        };
      };

      root = {
        type = "mdadm";
        level = 1;
        metadata = "1.2";
        # Flash that was discarded just before: there is nothing to make equal first.
        extraArgs = [ "--run" "--bitmap=internal" "--assume-clean" ];
        content = {
          type = "filesystem";
          format = "ext4";
          mountpoint = "/";
        };
      };

      varlib = {
        type = "mdadm";
        level = 1;
        metadata = "1.2";
        extraArgs = [ "--run" "--bitmap=internal" ];
        content = {
          type = "filesystem";
          format = "ext4";
          mountpoint = "/var/lib";
        };
      };
    };
  };
}

# devices.nodev.<mount point>: tmpfs and its like.
{ checked, kinds, lib, nothing, root, ... }:
attr: given:
let
  fs = checked "devices.nodev.${attr}" {
    fsType = removeAttrs (kinds.string "") [ "default" ];
    device = kinds.string "none";
    mountpoint = kinds.string attr;
    mountOptions = kinds.strings [ "defaults" ];
  } given;
in
nothing
// {
  mounts = [
    {
      target = fs.mountpoint;
      script = ''
        findmnt ${fs.fsType} ${root}${fs.mountpoint} > /dev/null 2>&1 || mount -t ${fs.fsType} ${fs.device} ${root}${fs.mountpoint} ${
          lib.concatMapStringsSep " " (option: "-o ${option}") fs.mountOptions
        } -o X-mount.mkdir
      '';
    }
  ];
  fileSystems = [
    {
      ${fs.mountpoint} = {
        inherit (fs) device fsType;
        options = fs.mountOptions;
      };
    }
  ];
}

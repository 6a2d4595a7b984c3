# content.type = "filesystem"; not made where blkid sees a file system already.
{ checked, kinds, lib, root, ... }:
place: given:
let
  fs = checked place.path {
    device = kinds.string place.device;
    format = removeAttrs (kinds.string "") [ "default" ];
    mountpoint = kinds.mountpoint;
    mountOptions = kinds.strings [ "defaults" ];
    extraArgs = kinds.strings [ ];
  } given;
  device = lib.escapeShellArg fs.device;
  target = lib.escapeShellArg "${root}${fs.mountpoint}";
  options = lib.concatMapStrings (option: " -o ${lib.escapeShellArg option}") fs.mountOptions;
in
{
  create = ''
    ${fs.preCreateHook}
    if blkid ${device} | grep -q 'TYPE='; then
      echo "disko: ${fs.device} has a file system already" >&2
    else
      mkfs.${fs.format} ${lib.escapeShellArgs fs.extraArgs} ${device}
    fi
    ${fs.postCreateHook}
  '';
  mounts = lib.optional (fs.mountpoint != null) {
    target = fs.mountpoint;
    script = ''
      ${fs.preMountHook}
      if ! findmnt ${device} ${target} > /dev/null 2>&1; then
        mount ${device} ${target} -t ${fs.format}${options} -o X-mount.mkdir
      fi
      ${fs.postMountHook}
    '';
  };
  fileSystems = lib.optional (fs.mountpoint != null) {
    ${fs.mountpoint} = {
      inherit (fs) device;
      fsType = fs.format;
      options = fs.mountOptions;
    };
  };
}

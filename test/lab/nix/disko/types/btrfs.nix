# content.type = "btrfs", with subvolumes.
{ checked, kinds, lib, root, ... }:
place: given:
let
  fs = checked place.path {
    device = kinds.string place.device;
    mountpoint = kinds.mountpoint;
    mountOptions = kinds.strings [ "defaults" ];
    extraArgs = kinds.strings [ ];
    subvolumes = kinds.attrs { };
    swap = kinds.attrs { };
  } given;
  device = lib.escapeShellArg fs.device;
  subvolume =
    attr: v:
    checked "${place.path}.subvolumes.${attr}" {
      name = kinds.string attr;
      mountpoint = kinds.mountpoint;
      mountOptions = kinds.strings [ "defaults" ];
      extraArgs = kinds.strings [ ];
      swap = kinds.attrs { };
    } v;
  subvolumes = lib.mapAttrsToList subvolume fs.subvolumes;
  swapFiles =
    at: swap:
    lib.concatStrings (
      lib.mapAttrsToList (name: file: ''
        [ -e "${at}/${file.path or name}" ] || btrfs filesystem mkswapfile --size ${file.size} "${at}/${file.path or name}"
      '') swap
    );
  mounted =
    lib.optional (fs.mountpoint != null) {
      target = fs.mountpoint;
      options = fs.mountOptions;
    }
    ++ map (v: {
      target = v.mountpoint;
      options = v.mountOptions ++ [ "subvol=${v.name}" ];
    }) (lib.filter (v: v.mountpoint != null) subvolumes);
in
{
  create = ''
    blkid ${device} -o export | grep -q '^TYPE=' || mkfs.btrfs ${device} ${toString fs.extraArgs}
    (
      top=$(mktemp -d)
      mount ${device} "$top" -o subvol=/
      trap 'umount "$top"; rmdir "$top"' EXIT
      ${swapFiles "$top" fs.swap}
      ${lib.concatMapStrings (v: ''
        mkdir -p "$(dirname "$top/${v.name}")"
        btrfs subvolume show "$top/${v.name}" > /dev/null 2>&1 || btrfs subvolume create "$top/${v.name}" ${toString v.extraArgs}
        ${swapFiles "$top/${v.name}" v.swap}
      '') subvolumes}
    )
  '';
  mounts = map (m: {
    inherit (m) target;
    script = ''
      findmnt ${device} ${root}${m.target} > /dev/null 2>&1 || mount ${device} ${root}${m.target} ${
        lib.concatMapStringsSep " " (option: "-o ${option}") m.options
      } -o X-mount.mkdir
    '';
  }) mounted;
  fileSystems = map (m: {
    ${m.target} = {
      inherit (fs) device;
      fsType = "btrfs";
      inherit (m) options;
    };
  }) mounted;
  swapDevices = lib.concatMap (
    v:
    lib.mapAttrsToList (name: file: {
      device = "${v.mountpoint}/${file.path or name}";
      priority = file.priority or null;
    }) v.swap
  ) subvolumes;
}

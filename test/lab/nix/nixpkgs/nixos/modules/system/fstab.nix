# fileSystems and swapDevices as /etc/fstab.
{ config, lib, ... }:
let
  deviceOf =
    mountPoint: fs:
    fs.device or (
      if fs ? label then "/dev/disk/by-label/${fs.label}" else throw "fileSystems.\"${mountPoint}\" has neither device nor label"
    );
  depth = mountPoint: lib.length (lib.filter (part: part != "") (lib.splitString "/" mountPoint));
  mountPoints = lib.sort (a: b: depth a < depth b || (depth a == depth b && a < b)) (lib.attrNames config.fileSystems);
  fsLine =
    mountPoint:
    let
      fs = config.fileSystems.${mountPoint};
      options = fs.options or [ "defaults" ];
    in
    "${deviceOf mountPoint fs} ${mountPoint} ${fs.fsType or "auto"} ${lib.concatStringsSep "," options} 0 ${if mountPoint == "/" then "1" else "2"}";
  isRandom = swap: swap.randomEncryption.enable or false;
  plainSwaps = lib.filter (swap: !isRandom swap) config.swapDevices;
  swapLine =
    swap:
    let
      options = swap.options or [ "defaults" ] ++ lib.optional ((swap.priority or null) != null) "pri=${toString swap.priority}";
    in
    "${swap.device} none swap ${lib.concatStringsSep "," options}";
in
{
  _file = "nixos/modules/system/fstab.nix";
  environment.etc.fstab.text = lib.concatLines (map fsLine mountPoints ++ map swapLine plainSwaps);
  # Made anew at each boot, under a key that nobody knows.
  environment.etc.crypttab.text = lib.concatMapStrings (swap: "${swap.device}\n") (lib.filter isRandom config.swapDevices);
  assertions = [
    {
      assertion = config.fileSystems ? "/";
      message = "fileSystems has no \"/\".";
    }
  ];
}

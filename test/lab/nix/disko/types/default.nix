# Every kind of node, as a function to what it contributes:
#   create        shell text that makes it, and leaves alone what is there already
#   mounts        [ { target, script } ]
#   fileSystems   [ { <mount point> = …; } ]      swapDevices  [ … ]      grubDevices  [ path ]
#   luksDevices   { <name> = { device, … }; }, what the initrd opens
{ lib, root }:
let
  inherit (import ./check.nix { inherit lib; }) checked kinds;
  nothing = {
    create = "";
    mounts = [ ];
    fileSystems = [ ];
    swapDevices = [ ];
    grubDevices = [ ];
    luksDevices = { };
  };
  join = parts: {
    create = lib.concatMapStrings (part: part.create) parts;
    mounts = lib.concatMap (part: part.mounts) parts;
    fileSystems = lib.concatMap (part: part.fileSystems) parts;
    swapDevices = lib.concatMap (part: part.swapDevices) parts;
    grubDevices = lib.concatMap (part: part.grubDevices) parts;
    luksDevices = lib.foldl' (all: part: all // part.luksDevices or { }) { } parts;
  };
  tools = {
    inherit checked contents join kinds lib nothing root;
  };
  load = file: import file tools;
  inPartition = {
    btrfs = load ./btrfs.nix;
    filesystem = load ./filesystem.nix;
    luks = load ./luks.nix;
    lvm_pv = load ./lvm-pv.nix;
    mdraid = load ./mdraid.nix;
    swap = load ./swap.nix;
  };
  onDevice = inPartition // {
    gpt = load ./gpt.nix;
  };

  # What is on a device: `place` is { path, device, parentType, parentName, isPartition }.
  contents =
    place: content:
    let
      allowed = if place.isPartition then inPartition else onDevice;
      type = content.type or (throw "disko: ${place.path}.content has no type");
    in
    if content == null then
      nothing
    else if allowed ? ${type} then
      nothing // allowed.${type} (place // { path = "${place.path}.content"; }) content
    else
      throw "disko: ${place.path}.content.type: '${type}' is not one of ${lib.concatStringsSep ", " (lib.attrNames allowed)} (attribute '${type}' missing)";
in
{
  disk = load ./disk.nix;
  mdadm = load ./mdadm.nix;
  lvmVg = load ./lvm-vg.nix;
  nodev = load ./nodev.nix;
}

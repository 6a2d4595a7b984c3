# devices.disk.<name>
{ checked, contents, kinds, lib, ... }:
attr: given:
let
  path = "devices.disk.${attr}";
  disk = checked path {
    device = kinds.absolute;
    content = removeAttrs kinds.content [ "default" ];
    name = kinds.string (builtins.replaceStrings [ "/" ] [ "_" ] attr);
    destroy = kinds.bool true;
    imageSize = kinds.string "2G";
    imageName = kinds.string attr;
  } given;
in
contents {
  inherit path;
  inherit (disk) device;
  parentType = "disk";
  parentName = disk.name;
  isPartition = false;
} disk.content

# content.type = "lvm_pv": a member of a volume group of devices.lvm_vg.
{ checked, kinds, lib, ... }:
place: given:
let
  pv = checked place.path { vg = removeAttrs (kinds.string "") [ "default" ]; } given;
  device = lib.escapeShellArg place.device;
in
{
  create = ''
    blkid ${device} -o export | grep -q '^TYPE=' || pvcreate ${device}
    echo ${device} >> "$members"/lvm_${lib.escapeShellArg pv.vg}
  '';
}

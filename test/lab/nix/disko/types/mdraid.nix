# content.type = "mdraid": a member; the array itself is under devices.mdadm.
{ checked, kinds, lib, ... }:
place: given:
let
  member = checked place.path { name = removeAttrs (kinds.string "") [ "default" ]; } given;
in
{
  create = ''
    echo ${lib.escapeShellArg place.device} >> "$members"/raid_${lib.escapeShellArg member.name}
  '';
}

# devices.mdadm.<name>: an array of all members that name it, in the order of their disks.
{ checked, contents, kinds, lib, ... }:
attr: given:
let
  path = "devices.mdadm.${attr}";
  array = checked path {
    name = kinds.string attr;
    level = kinds.int 1;
    metadata = kinds.oneOf [ "1" "1.0" "1.1" "1.2" "default" "ddf" "imsm" ] "default";
    extraArgs = kinds.strings [ ];
    content = kinds.content;
  } given;
  device = "/dev/md/${array.name}";
  inner = contents {
    inherit device path;
    parentType = "mdadm";
    parentName = array.name;
    isPartition = false;
  } array.content;
in
inner
// {
  create = ''
    ${array.preCreateHook}
    if [ ! -e ${device} ]; then
      mapfile -t devices < "$members/raid_${array.name}"
      mdadm --create ${device} --level=${toString array.level} --raid-devices="''${#devices[@]}" \
        --metadata=${array.metadata} --force --homehost=any ${lib.escapeShellArgs array.extraArgs} "''${devices[@]}" <<< y
      udevadm trigger --subsystem-match=block
      udevadm settle --timeout=120
    fi
    ${array.postCreateHook}
  ''
  + inner.create;
}

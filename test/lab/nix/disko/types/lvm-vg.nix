# devices.lvm_vg.<name>: logical volumes in order of priority, those that take the rest last.
{ checked, contents, join, kinds, lib, nothing, ... }:
attr: given:
let
  path = "devices.lvm_vg.${attr}";
  vg = checked path {
    type = { check = v: v == "lvm_vg"; expected = "lvm_vg"; };
    name = kinds.string attr;
    lvs = kinds.attrs { };
  } given;
  volume =
    name: v:
    checked "${path}.lvs.${name}" {
      name = kinds.string name;
      size = removeAttrs (kinds.string "") [ "default" ];
      lvm_type = kinds.maybeString;
      pool = kinds.maybeString;
      extraArgs = kinds.strings [ ];
      priority = kinds.int (if lib.hasInfix "100%" (v.size or "") then 1251 else 1000);
      content = kinds.content;
    } v;
  volumes = lib.sort (a: b: a.priority < b.priority) (lib.mapAttrsToList volume vg.lvs);
  sizeOf = v: if lib.hasInfix "%" v.size then "-l ${if v.size == "100%" then "100%FREE" else v.size}" else "-L ${v.size}";
  createVolume = v: ''
    lvdisplay ${vg.name}/${v.name} > /dev/null 2>&1 || lvcreate --yes ${sizeOf v} -n ${v.name} ${
      lib.optionalString (v.lvm_type != null) "--type=${v.lvm_type}"
    } ${toString v.extraArgs} ${vg.name}
    udevadm settle --timeout=120
  '';
in
join (
  [
    (
      nothing
      // {
        create = ''
          mapfile -t devices < "$members/lvm_${vg.name}"
          vgdisplay ${vg.name} > /dev/null 2>&1 || vgcreate ${vg.name} "''${devices[@]}"
          ${lib.concatMapStrings createVolume volumes}
        '';
      }
    )
  ]
  ++ map (
    v:
    contents {
      path = "${path}.lvs.${v.name}";
      device = "/dev/${vg.name}/${v.name}";
      parentType = "lvm_vg";
      parentName = vg.name;
      isPartition = true;
    } v.content
  ) volumes
)

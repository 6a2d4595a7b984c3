# content.type = "gpt": partitions in order of priority, then of name.
{ checked, contents, join, kinds, lib, ... }:
place: given:
let
  table = checked place.path {
    device = kinds.string place.device;
    partitions = kinds.attrs { };
    efiGptPartitionFirst = kinds.bool true;
  } given;
  device = lib.escapeShellArg table.device;

  hex = count: "[0-9A-Fa-f]{${toString count}}";
  guid = lib.concatMapStringsSep "-" hex [ 8 4 4 4 12 ];
  partition =
    attr: p:
    let
      path = "${place.path}.partitions.${attr}";
      isSwap = (p.content or null) != null && (p.content.type or "") == "swap";
      node = checked path {
        size = kinds.matching "100%|[0-9]+[KMGTP]?" ''"100%" or a number with K, M, G, T or P'' // { default = "0"; };
        type = kinds.matching "${hex 4}|${guid}" "a 4-digit sgdisk code or a GUID" // { default = if isSwap then "8200" else "8300"; };
        start = kinds.string "0";
        end = kinds.string (if node.size == "100%" then "-0" else "+${node.size}");
        priority = kinds.int (if node.size == "100%" then 9001 else if node.type == "EF02" then 100 else 1000);
        name = kinds.string attr;
        label = kinds.string defaultLabel;
        uuid = { check = v: v == null || builtins.match guid v != null; expected = "a UUID"; default = null; };
        attributes = { check = builtins.isList; expected = "a list of bits"; default = [ ]; };
        alignment = kinds.int 0;
        hybrid = kinds.content;
        device = kinds.string "";
        content = kinds.content;
      } p;
      longLabel = "${place.parentType}-${place.parentName}-${node.name}";
      # GPT names end at 36 characters.
      defaultLabel =
        if builtins.stringLength longLabel > 36 then builtins.substring 0 36 (builtins.hashString "sha256" longLabel) else longLabel;
    in
    node // { inherit attr path; };
  sorted = lib.sort (a: b: a.priority < b.priority) (lib.mapAttrsToList partition table.partitions);
  numbered = lib.imap1 (number: p: p // { inherit number; }) sorted;

  deviceOf =
    p:
    if p.device != "" then
      p.device
    else if p.uuid != null then
      "/dev/disk/by-partuuid/${p.uuid}"
    else if place.parentType == "mdadm" then
      "/dev/disk/by-id/md-name-any:${place.parentName}-part${toString p.number}"
    else
      "/dev/disk/by-partlabel/${p.label}";

  createPartition =
    p:
    let
      n = toString p.number;
      marks =
        "--change-name=${n}:${lib.escapeShellArg p.label} --typecode=${n}:${p.type}"
        + lib.optionalString (p.uuid != null) " --partition-guid=${n}:${p.uuid}"
        + lib.concatMapStrings (bit: " --attributes=${n}:=:${toString bit}") p.attributes;
    in
    ''
      ${p.preCreateHook}
      if ! sgdisk --align-end --new=${n}:${p.start}:${p.end} ${marks} ${device}; then
        echo "disko: partition ${n} of ${table.device} is there already" >&2
        sgdisk ${marks} ${device}
      fi
      ${p.postCreateHook}
    '';
in
join (
  [
    {
      create = ''
        if ! blkid ${device} >&2; then sgdisk --clear ${device}; fi
        ${lib.concatMapStrings createPartition numbered}
        partprobe ${device} || true
        udevadm trigger --subsystem-match=block
        udevadm settle --timeout=120
      '';
      mounts = [ ];
      fileSystems = [ ];
      swapDevices = [ ];
      grubDevices = lib.optional (builtins.any (p: p.type == "EF02") numbered) table.device;
    }
  ]
  ++ map (
    p:
    contents {
      inherit (p) path;
      device = deviceOf p;
      parentType = "partition";
      parentName = p.name;
      isPartition = true;
    } p.content
  ) numbered
)

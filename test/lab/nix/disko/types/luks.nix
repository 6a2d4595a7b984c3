# content.type = "luks": formatted and opened here, and opened again by the initrd.
{ checked, contents, kinds, lib, ... }:
place: given:
let
  luks = checked place.path {
    device = kinds.string place.device;
    name = removeAttrs (kinds.string "") [ "default" ];
    passwordFile = kinds.maybeString;
    keyFile = kinds.maybeString;
    askPassword = kinds.bool false;
    settings = kinds.attrs { };
    additionalKeyFiles = kinds.strings [ ];
    initrdUnlock = kinds.bool true;
    extraFormatArgs = kinds.strings [ ];
    extraOpenArgs = kinds.strings [ ];
    content = kinds.content;
  } given;
  device = lib.escapeShellArg luks.device;
  opened = "/dev/mapper/${luks.name}";
  key =
    if luks.settings ? keyFile then
      "--key-file ${luks.settings.keyFile}"
    else if luks.passwordFile != null then
      ''--key-file <(printf %s "$(cat ${luks.passwordFile})")''
    else
      throw "disko: ${place.path}: passwordFile or settings.keyFile is needed in the lab";
  inner = contents {
    inherit (place) path;
    device = opened;
    parentType = "luks";
    parentName = luks.name;
    isPartition = false;
  } luks.content;
in
inner
// {
  luksDevices =
    inner.luksDevices or { }
    // lib.optionalAttrs luks.initrdUnlock { ${luks.name} = { inherit (luks) device; } // luks.settings; };
  create = ''
    blkid ${device} -o export | grep -q '^TYPE=' || cryptsetup -q luksFormat ${device} ${toString luks.extraFormatArgs} ${key}
    cryptsetup status ${luks.name} > /dev/null 2>&1 || cryptsetup open ${device} ${luks.name} ${toString luks.extraOpenArgs} ${key}
  ''
  + inner.create;
}

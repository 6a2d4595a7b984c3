# content.type = "swap". As disko's master since March 2026, nothing here runs swapon.
{ checked, kinds, lib, ... }:
place: given:
let
  swap = checked place.path {
    device = kinds.string place.device;
    discardPolicy = kinds.maybeString;
    extraArgs = kinds.strings [ ];
    mountOptions = kinds.strings [ "defaults" ];
    priority = kinds.maybeInt;
    randomEncryption = kinds.bool false;
    resumeDevice = kinds.bool false;
  } given;
  device = lib.escapeShellArg swap.device;
in
{
  create = lib.optionalString (!swap.randomEncryption) ''
    blkid ${device} -o export | grep -q '^TYPE=' || mkswap ${lib.escapeShellArgs swap.extraArgs} ${device}
  '';
  swapDevices = [
    {
      inherit (swap) device priority;
      randomEncryption.enable = swap.randomEncryption;
      options = swap.mountOptions;
    }
  ];
}

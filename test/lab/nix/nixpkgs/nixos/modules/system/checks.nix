# What makes evaluation fail as a whole.
{ config, lib, ... }:
let
  roots = [
    "_module" "appstream" "assertions" "boot" "console" "containers" "disko" "documentation" "ec2" "environment" "fileSystems"
    "fonts" "gtk" "hardware" "i18n" "ids" "image" "location" "meta" "networking" "nix" "nixpkgs" "oci" "passthru"
    "power" "powerManagement" "programs" "qt" "security" "services" "snapraid" "specialisation" "stubby" "swapDevices" "system"
    "systemd" "time" "users" "virtualisation" "warnings" "xdg" "zramSwap"
  ];
  unknown = lib.subtractLists roots (lib.attrNames config);
  failed = map (a: a.message) (lib.filter (a: !a.assertion) config.assertions);
in
{
  _file = "nixos/modules/system/checks.nix";
  system.build.checked =
    toplevel:
    if unknown != [ ] then
      throw "The option ${lib.head unknown} does not exist."
    else if failed != [ ] then
      throw "\nFailed assertions:\n${lib.concatMapStringsSep "\n" (message: "- ${message}") failed}"
    else
      lib.foldl' (value: warning: lib.warn warning value) toplevel config.warnings;
}

# disko.devices → file systems, boot devices, and the scripts that make and mount it all.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.disko;
  root = cfg.rootMountPoint;
  types = import ./types { inherit lib root; };
  known = [ "disk" "mdadm" "lvm_vg" "nodev" ];
  unknown = lib.subtractLists known (lib.attrNames (lib.filterAttrs (_: group: group != { }) cfg.devices));
  group = name: render: lib.mapAttrsToList render (cfg.devices.${name} or { });
  # Members come before what is built of them: disks, then arrays, then volume groups.
  nodes =
    if unknown != [ ] then
      throw "disko: devices.${lib.head unknown} is not known to the lab's disko"
    else if cfg.devices.disk or { } == { } then
      throw "disko: no disks are declared"
    else
      group "disk" types.disk ++ group "mdadm" types.mdadm ++ group "lvm_vg" types.lvmVg ++ group "nodev" types.nodev;

  disks = lib.mapAttrsToList (_: disk: disk.device) (cfg.devices.disk or { });
  create = lib.concatMapStrings (node: node.create) nodes;
  mounts = lib.sort (a: b: a.target < b.target) (lib.concatMap (node: node.mounts) nodes);
  mount = lib.concatMapStrings (m: m.script) mounts;
  unmount = "umount -Rv ${root} || true\n";
  destroy =
    unmount
    + lib.concatMapStrings (device: ''
      for part in $(lsblk -n -r -o PATH ${lib.escapeShellArg device} | tac); do wipefs --all -f "$part"; done
    '') disks;
  confirm = ''
    if [ "''${1:-}" != --yes-wipe-all-disks ]; then
      [ -t 0 ] || { echo "Aborted: not a terminal, and no --yes-wipe-all-disks" >&2; exit 1; }
      read -rp "Wipe ${toString disks}? Type yes: " answer
      [ "$answer" = yes ] || exit 1
    fi
  '';
  script = body: ''
    #!/bin/bash
    set -euo pipefail
    members=$(mktemp -d)
    trap 'rm -rf "$members"' EXIT
    mkdir -p ${root}
  '' + body;
  output = name: asked: body: {
    ${name} = pkgs.writeTree "disko-${asked.name}" {
      "bin/disko-${asked.name}" = {
        mode = "0555";
        text = script (asked.confirm or "" + body);
      };
    };
    "${name}Script" = pkgs.writeScript "disko-${asked.name}" (script body);
  };
  outputs =
    output "destroy" { name = "destroy"; inherit confirm; } destroy
    // output "format" { name = "format"; } create
    // output "mount" { name = "mount"; } mount
    // output "unmount" { name = "unmount"; } unmount
    // output "formatMount" { name = "format-mount"; } (create + mount)
    // output "destroyFormatMount" { name = "destroy-format-mount"; inherit confirm; } (destroy + create + mount);
in
{
  _file = "disko/module.nix";
  disko = {
    devices = lib.mkOptionDefault { };
    rootMountPoint = lib.mkOptionDefault "/mnt";
    enableConfig = lib.mkOptionDefault true;
  };
  fileSystems = lib.mkIf cfg.enableConfig (lib.mkMerge (lib.concatMap (node: node.fileSystems) nodes));
  swapDevices = lib.mkIf cfg.enableConfig (lib.concatMap (node: node.swapDevices) nodes);
  boot = lib.mkIf cfg.enableConfig {
    loader.grub.devices = lib.concatMap (node: node.grubDevices) nodes;
    initrd.luks.devices = lib.foldl' (all: node: all // node.luksDevices or { }) { } nodes;
    swraid.enable = lib.mkIf (cfg.devices.mdadm or { } != { }) true;
  };
  system.build = outputs // {
    formatMountNoDeps = outputs.formatMount;
    formatNoDeps = outputs.format;
    mountNoDeps = outputs.mount;
    destroyFormatMountNoDeps = outputs.destroyFormatMount;
    diskoScript = outputs.destroyFormatMountScript;
  };
}

# What the initrd needs to open encrypted disks, with the words and places of NixOS' systemd stage 1.
{ config, lib, ... }:
let
  initrd = config.boot.initrd;
  inherit (initrd.network) ssh;
  isOpen = (initrd.network.enable || initrd.systemd.network.enable) && ssh.enable;
  hostKeys = lib.listToAttrs (map (path: lib.nameValuePair path path) ssh.hostKeys);
in
{
  _file = "nixos/modules/system/initrd.nix";
  boot.initrd.secrets = lib.mkIf isOpen hostKeys;
  system.build.initrd = {
    luks = lib.mapAttrsToList (name: luks: {
      inherit name;
      inherit (luks) device;
      discard = luks.allowDiscards or false;
    }) initrd.luks.devices;
    inherit (initrd) secrets;
    networks = lib.optionalAttrs initrd.systemd.network.enable config.system.build.initrdNetworks;
    ssh = if !isOpen then null else {
      inherit (ssh) port authorizedKeys;
      inherit (initrd.systemd.users.root) shell;
      sshdConfig = ''
        UsePAM no
        Port ${toString ssh.port}
        PasswordAuthentication no
        AuthorizedKeysFile %h/.ssh/authorized_keys %h/.ssh/authorized_keys2 /etc/ssh/authorized_keys.d/%u
        ${lib.concatMapStrings (path: "HostKey ${path}\n") ssh.hostKeys}
        UseDNS no
        ${ssh.extraConfig}
      '';
    };
  };
  assertions = [
    {
      assertion = !isOpen || ssh.authorizedKeys != [ ];
      message = "You should specify at least one authorized key for initrd SSH";
    }
    {
      assertion = !isOpen || ssh.hostKeys != [ ];
      message = "You must now pre-generate the host keys for initrd SSH.";
    }
  ];
}

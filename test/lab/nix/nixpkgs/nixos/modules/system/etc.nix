# The rest of /etc: name, release, keys, arrays.
{ config, lib, ... }:
let
  keysOf =
    user:
    (user.openssh.authorizedKeys.keys or [ ])
    ++ map lib.fileContents (user.openssh.authorizedKeys.keyFiles or [ ]);
  withKeys = lib.filterAttrs (_: user: keysOf user != [ ]) config.users.users;
in
{
  _file = "nixos/modules/system/etc.nix";
  environment.etc = lib.mkMerge [
    {
      hostname.text = config.networking.hostName;
      os-release.text = ''
        NAME=NixOS
        ID=nixos
        VERSION_ID="26.05"
        VERSION="26.05 (lab)"
        PRETTY_NAME="NixOS 26.05 (lab)"
      '';
      "mdadm.conf".text = config.boot.swraid.mdadmConf;
    }
    (lib.mapAttrs' (name: user: lib.nameValuePair "ssh/authorized_keys.d/${name}" { text = lib.concatLines (keysOf user); }) withKeys)
  ];
}

{
  description = "Stand-in for nixpkgs in ironflake's lab: enough of lib, pkgs and the NixOS modules to build a bootable closure";

  outputs =
    { self }:
    let
      lib = import ./lib;
      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];
    in
    {
      lib = lib // {
        nixosSystem = import ./nixos/eval-config.nix { inherit lib; };
      };
      legacyPackages = lib.genAttrs systems (system: import ./pkgs { inherit lib system; });
      nixosModules.readOnlyPkgs = { };
    };
}

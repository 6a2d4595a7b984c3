{
  description = "Machines of the lab's own smoke test, as a person would write them";

  inputs = {
    nixpkgs.url = "http://10.0.2.2:8080/nixpkgs.tar.gz";
    disko.url = "http://10.0.2.2:8080/disko.tar.gz";
  };

  outputs =
    { nixpkgs, disko, ... }:
    let
      machine =
        layout:
        nixpkgs.lib.nixosSystem {
          system = "x86_64-linux";
          modules = [
            disko.nixosModules.disko
            ./configuration.nix
            layout
          ];
        };
    in
    {
      nixosConfigurations = {
        single = machine ./single.nix;
        mirror = machine ./mirror.nix;
      };
    };
}

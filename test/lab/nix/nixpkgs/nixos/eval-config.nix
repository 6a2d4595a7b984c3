# nixosSystem: the modules of a caller on top of this stub's own.
{ lib }:
let
  evalSystem =
    {
      modules,
      specialArgs ? { },
      system ? null,
      pkgs ? null,
      ...
    }@given:
    let
      own = [
        ./modules/defaults.nix
        ./modules/system/grub.nix
        ./modules/system/fstab.nix
        ./modules/system/networkd.nix
        ./modules/system/initrd.nix
        ./modules/system/etc.nix
        ./modules/system/checks.nix
        ./modules/system/toplevel.nix
        {
          _file = "nixosSystem";
          nixpkgs = lib.optionalAttrs (system != null) { hostPlatform = lib.mkOverride 1400 system; };
        }
      ];
      evaluated = lib.evalModules {
        modules = own ++ modules;
        specialArgs = {
          inherit pkgs;
          modulesPath = toString ./modules;
          utils.escapeSystemdPath = path: lib.concatStringsSep "-" (lib.filter (part: part != "") (lib.splitString "/" path));
        }
        // {
          pkgs =
            if pkgs != null then
              pkgs
            else
              import ../pkgs {
                inherit lib;
                system = platformOf (
                  evaluated.config.nixpkgs.hostPlatform
                    or (throw "nixpkgs.hostPlatform is not set, and nixosSystem was given no system")
                );
              };
        }
        // specialArgs;
      };
    in
    {
      inherit (evaluated) config options;
      inherit lib;
      _type = "configuration";
      class = "nixos";
      extendModules =
        {
          modules ? [ ],
          specialArgs ? { },
        }:
        evalSystem (
          given
          // {
            modules = given.modules ++ modules;
            specialArgs = given.specialArgs or { } // specialArgs;
          }
        );
    };

  platformOf = platform: if builtins.isString platform then platform else platform.system;
in
evalSystem

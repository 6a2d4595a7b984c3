{
  description = "ironflake: one REST call turns a Hetzner machine into your NixOS";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixos-26.05";

  outputs =
    { self, nixpkgs }:
    let
      systems = [
        "x86_64-linux"
        "aarch64-linux"
      ];

      # Of what `npm ci` puts there by package-lock.json (3130ab6c36b663cc4b7dd9abd276b1c8041f0cf6b36a1155827360e67867e8f3). After a change of that file: npm run nix:hash
      nodeModulesHash = "sha256-eR3T08mZVQwiqMCaIx4fGOLFLgg2Vd5ZcAokMjzu7TA=";

      # The service as it stands in this checkout, run by Node of nixpkgs.
      makePackage =
        { lib, pkgs }:
        let
          # Fetched by npm itself, since the lock file names hashes and no places.
          nodeModules = pkgs.stdenv.mkDerivation {
            name = "ironflake-node-modules";
            src = lib.fileset.toSource {
              root = ./.;
              fileset = lib.fileset.unions [
                ./package.json
                ./package-lock.json
              ];
            };
            nativeBuildInputs = [
              pkgs.nodejs_26
              pkgs.cacert
            ];
            buildPhase = ''
              export HOME="$TMPDIR"
              npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund
              rm node_modules/.package-lock.json
            '';
            installPhase = "mv node_modules $out";
            dontFixup = true;
            outputHashMode = "recursive";
            outputHashAlgo = "sha256";
            outputHash = nodeModulesHash;
          };
        in
        pkgs.stdenv.mkDerivation {
          name = "ironflake";
          src = lib.fileset.toSource {
            root = ./.;
            fileset = lib.fileset.unions [
              ./bin
              ./openapi
              ./providers
              ./src
              ./package.json
            ];
          };
          nativeBuildInputs = [ pkgs.makeWrapper ];
          installPhase = ''
            mkdir -p $out/lib/ironflake
            cp -r . $out/lib/ironflake
            ln -s ${nodeModules} $out/lib/ironflake/node_modules
            makeWrapper ${pkgs.nodejs_26}/bin/node $out/bin/ironflake-service \
              --add-flags "--max-semi-space-size=8 --heap-growing-percent=100 --disable-warning=ExperimentalWarning $out/lib/ironflake/src/main.ts"
            makeWrapper ${pkgs.nodejs_26}/bin/node $out/bin/ironflake \
              --add-flags "--disable-warning=ExperimentalWarning $out/lib/ironflake/src/cli/main.ts"
          '';
          meta = {
            description = "One REST call turns a Hetzner machine into your NixOS";
            license = lib.licenses.mit;
            mainProgram = "ironflake";
          };
        };

      # The service on a NixOS machine. Settings are the variables of docs/configuration.md.
      module =
        {
          config,
          lib,
          pkgs,
          ...
        }:
        let
          cfg = config.services.ironflake;
          # systemd hands each secret to the service alone, as a file that no other user can read.
          credentialOf = name: "%d/${name}";
        in
        {
          options.services.ironflake = {
            enable = lib.mkEnableOption "the ironflake service";
            package = lib.mkOption {
              type = lib.types.package;
              description = "The service to run.";
            };
            settings = lib.mkOption {
              type = lib.types.attrsOf lib.types.str;
              default = { };
              example = {
                PORT = "8080";
                IRONFLAKE_KEXEC_TARBALL_SHA256 = "…";
              };
              description = "Variables that are not secret. They end up in the Nix store, which everybody may read.";
            };
            secretFiles = lib.mkOption {
              type = lib.types.attrsOf lib.types.str;
              default = { };
              example = {
                HCLOUD_TOKEN = "/run/secrets/hcloud-token";
              };
              description = "Path of the file that holds each secret variable; read by systemd as root, never copied to the store.";
            };
            withNix = lib.mkOption {
              type = lib.types.bool;
              default = true;
              description = "Whether the service may call this machine's Nix, which the build place `service` needs.";
            };
          };

          config = lib.mkIf cfg.enable {
            systemd.services.ironflake = {
              description = "ironflake: NixOS onto Hetzner machines";
              wantedBy = [ "multi-user.target" ];
              wants = [ "network-online.target" ];
              after = [
                "network-online.target"
                "postgresql.service"
              ];
              path = lib.optionals cfg.withNix [
                pkgs.nix
                pkgs.git
                pkgs.openssh
              ];
              environment = {
                DATA_DIR = "/var/lib/ironflake";
                NODE_ENV = "production";
              }
              // cfg.settings
              // lib.mapAttrs' (name: _: {
                name = "${name}_FILE";
                value = credentialOf name;
              }) cfg.secretFiles;
              serviceConfig = {
                ExecStart = "${cfg.package}/bin/ironflake-service";
                LoadCredential = lib.mapAttrsToList (name: file: "${name}:${file}") cfg.secretFiles;
                Restart = "on-failure";
                RestartSec = 2;
                # A stop lets running steps come to their end; what is left goes on after the next start.
                TimeoutStopSec = 60;
                DynamicUser = true;
                StateDirectory = "ironflake";
                StateDirectoryMode = "0700";
                UMask = "0077";
                CapabilityBoundingSet = "";
                NoNewPrivileges = true;
                PrivateDevices = true;
                PrivateTmp = true;
                ProtectClock = true;
                ProtectControlGroups = true;
                ProtectHome = true;
                ProtectHostname = true;
                ProtectKernelLogs = true;
                ProtectKernelModules = true;
                ProtectKernelTunables = true;
                ProtectProc = "invisible";
                ProtectSystem = "strict";
                RestrictAddressFamilies = [
                  "AF_INET"
                  "AF_INET6"
                  "AF_UNIX"
                ];
                RestrictNamespaces = true;
                RestrictRealtime = true;
                RestrictSUIDSGID = true;
                LockPersonality = true;
                SystemCallArchitectures = "native";
                # V8 makes code at run time, so MemoryDenyWriteExecute cannot be set.
                SystemCallFilter = [
                  "@system-service"
                  "~@privileged"
                ];
              };
            };
          };
        };
    in
    {
      packages = nixpkgs.lib.genAttrs systems (system: {
        default = makePackage {
          inherit (nixpkgs) lib;
          pkgs = nixpkgs.legacyPackages.${system};
        };
      });

      nixosModules.default =
        { lib, pkgs, ... }:
        {
          imports = [ module ];
          services.ironflake.package = lib.mkDefault self.packages.${pkgs.stdenv.hostPlatform.system}.default;
        };
    };
}

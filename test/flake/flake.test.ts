import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { digestOfLock } from './node-modules-hash.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const FLAKE = readFileSync(path.join(ROOT, 'flake.nix'), 'utf8');

/** Evaluates the flake's module as nixosSystem would, over the module system of the lab's nixpkgs. */
function evaluate(expression: string): unknown {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'nix-'));
  const text = `
    let
      lib = import ${ROOT}/test/lab/nix/nixpkgs/lib;
      pkgs = {
        nix = "/nix-itself";
        git = "/git";
        openssh = "/openssh";
        stdenv.hostPlatform.system = "x86_64-linux";
      };
      flake = (import ${ROOT}/flake.nix).outputs {
        self.packages.x86_64-linux.default = "/the-package";
        nixpkgs = { inherit lib; legacyPackages = { }; };
      };
      evaluated = given: (lib.evalModules {
        modules = [
          flake.nixosModules.default
          { options.systemd.services = lib.mkOption { default = { }; }; }
          given
        ];
        specialArgs = { inherit pkgs; };
      }).config.systemd.services;
    in ${expression}`;
  const env = {
    ...process.env,
    HOME: folder,
    NIX_STATE_DIR: folder,
    NIX_STORE_DIR: `${folder}/store`,
  };
  try {
    const args = ['--eval', '--strict', '--json', '-E', text];
    return JSON.parse(
      execFileSync('nix-instantiate', args, { encoding: 'utf8', env, stdio: 'pipe' }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('flake.nix', () => {
  it('names the hash of the packages that the lock file gives today', () => {
    // npm run nix:hash
    expect(FLAKE).toContain(`package-lock.json (${digestOfLock()})`);
    expect(FLAKE).toMatch(/nodeModulesHash = "sha256-[A-Za-z0-9+/]{43}="/);
  });

  it('runs the service of its own package, with secrets that never meet the Nix store', () => {
    const services = evaluate(`evaluated {
      services.ironflake = {
        enable = true;
        settings.PORT = "9000";
        secretFiles.HCLOUD_TOKEN = "/run/secrets/hcloud";
      };
    }`);
    expect(services).toMatchObject({
      ironflake: {
        wantedBy: ['multi-user.target'],
        path: ['/nix-itself', '/git', '/openssh'],
        environment: {
          DATA_DIR: '/var/lib/ironflake',
          HCLOUD_TOKEN_FILE: '%d/HCLOUD_TOKEN',
          PORT: '9000',
        },
        serviceConfig: {
          DynamicUser: true,
          ExecStart: '/the-package/bin/ironflake-service',
          LoadCredential: ['HCLOUD_TOKEN:/run/secrets/hcloud'],
          StateDirectory: 'ironflake',
        },
      },
    });
  });
});

# Packages of the lab: builders that need nothing but the busybox beside them, and named packages whose only content
# is their name (the lab's machines run Debian's programs; see ../nixos).
{ lib, system }:
let
  tools = builtins.path {
    name = "lab-build-tools";
    path = ../bin;
  };

  # Runs a script with busybox' applets on PATH; it writes what is in $out.
  runScript =
    name: script:
    derivation {
      inherit name script system;
      passAsFile = [ "script" ];
      builder = "${tools}/busybox";
      args = [
        "sh"
        "-euc"
        ''
          ${tools}/busybox mkdir tools
          ${tools}/busybox --install -s "$PWD/tools"
          export PATH="$PWD/tools"
          . "$scriptPath"
        ''
      ];
    };

  writeTree =
    name: files:
    runScript name (
      "mkdir -p $out\n"
      + lib.concatStrings (
        lib.mapAttrsToList (path: file: ''
          mkdir -p "$(dirname "$out/${path}")"
          cat > "$out/${path}" <<'END-OF-LAB-FILE'
          ${lib.removeSuffix "\n" file.text}
          END-OF-LAB-FILE
          chmod ${file.mode or "0444"} "$out/${path}"
        '') files
      )
    );

  writeText = name: text: runScript name "cat > $out <<'END-OF-LAB-FILE'\n${lib.removeSuffix "\n" text}\nEND-OF-LAB-FILE\n";
  executable = name: text: writeTree name { "bin/${name}" = { inherit text; mode = "0555"; }; };

  named =
    name:
    runScript name ''
      mkdir -p $out/bin
      echo ${name} > $out/name
    ''
    // {
      pname = name;
      version = "lab";
      meta.mainProgram = name;
    };

  names = [
    "bash" "bcache-tools" "btop" "btrfs-progs" "cacert" "caddy" "coreutils" "cryptsetup" "curl" "dnsutils" "docker"
    "dosfstools" "e2fsprogs" "efibootmgr" "emacs" "ethtool" "fail2ban" "fd" "file" "findutils" "gawk" "git" "gitMinimal"
    "gnugrep" "gnused" "gnutar" "gptfdisk" "grub2" "gzip" "hello" "helix" "htop" "iotop" "iperf3" "iproute2" "jq" "lsof"
    "lvm2" "mdadm" "micro" "nano" "neovim" "nettools" "nginx" "nix" "nvme-cli" "openssh" "parted" "pciutils" "podman"
    "postgresql" "procps" "python3" "redis" "ripgrep" "rsync" "smartmontools" "strace" "sudo" "systemd" "tcpdump" "tmux"
    "tree" "unzip" "util-linux" "vim" "wget" "wireguard-tools" "xfsprogs" "zfs" "zstd"
  ];
in
lib.genAttrs names named
// {
  inherit lib system runScript writeTree writeText;
  stdenv.hostPlatform = {
    inherit system;
    isLinux = true;
    isx86_64 = system == "x86_64-linux";
    isAarch64 = system == "aarch64-linux";
  };
  busybox = tools;
  runCommand = name: _: runScript name;
  writeScript = name: text: runScript name "cat > $out <<'END-OF-LAB-FILE'\n${lib.removeSuffix "\n" text}\nEND-OF-LAB-FILE\nchmod 0555 $out\n";
  writeScriptBin = executable;
  writeShellScript = name: text: runScript name "cat > $out <<'END-OF-LAB-FILE'\n#!/bin/bash\n${lib.removeSuffix "\n" text}\nEND-OF-LAB-FILE\nchmod 0555 $out\n";
  writeShellScriptBin = name: text: executable name "#!/bin/bash\n${text}";
  linuxPackages = { };
  linuxPackages_latest = { };
}

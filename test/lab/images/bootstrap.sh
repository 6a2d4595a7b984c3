#!/bin/bash
# bootstrap.sh CACHE: the slow part, fetched from Debian once: CACHE/rootfs.tar (userland), CACHE/kernel.tar,
# CACHE/qemu (a tree to run QEMU 10 and OVMF from). What is there already is kept.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
mkdir -p "${1:?cache directory}"
cd "$1"

# The mirror that apt uses already.
mirror=$(awk '/^URIs:/ {print $2; exit} /^deb / {for (i = 2; i <= NF; i++) if ($i ~ "^https?://") {print $i; exit}}' \
  /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null || true)
[ -n "$mirror" ] || { echo "No Debian mirror found in apt's configuration." >&2; exit 1; }

fetch() { # OUT SUITE VARIANT PACKAGES
  [ ! -e "$1" ] || return 0
  mmdebstrap --quiet --mode=root --variant="$3" --include="$4" --aptopt='Apt::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*' \
    "$2" "$1.part.tar" "$mirror"
  mv "$1.part.tar" "$1"
}

packages=$(grep -Ev '^(#|installer:)' "$here/packages" | paste -sd,)
fetch rootfs.tar trixie minbase "$packages"
# 6.1 because it is what was found to boot fast: NVMe and ext4 built in, compressed with LZ4, modules not compressed.
fetch kernel.tar bookworm extract linux-image-cloud-amd64
# QEMU 7.2 of bookworm loses NVMe commands when it emulates the processor; 10 does not.
fetch qemu.tar trixie minbase qemu-system-x86,ovmf
if [ ! -e qemu ]; then
  rm -rf qemu.part
  mkdir qemu.part
  tar -xpf qemu.tar -C qemu.part --exclude='./dev/*'
  mv qemu.part qemu
fi

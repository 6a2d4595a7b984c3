#!/bin/bash
# build.sh OUT CACHE: builds everything the lab boots or serves, from Debian packages and this folder.
#   vmlinuz            kernel of all lab machines
#   rescue.initrd      the rescue system, in memory; a layer with its keys is appended for each machine
#   installer.tar.gz   stand-in for the NixOS kexec installer
#   stock.raw stock.initrd   a stock image, see stock.sh
#   nixpkgs.tar.gz disko.tar.gz   the stub flakes
#   qemu               QEMU 10 with firmware, a link into CACHE
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
out=$(readlink -f "${1:?out directory}")
"$here/tools.sh"
"$here/bootstrap.sh" "${2:?cache directory}"
cache=$(readlink -f "$2")
export PATH=$PATH:/usr/sbin:/sbin SOURCE_DATE_EPOCH=1735689600
work=$(mktemp -d "$out/build.XXXXXX")
trap 'rm -rf "$work"' EXIT

"$here/kernel.sh" "$cache/kernel.tar" "$work/kernel"
cp "$work"/kernel/boot/vmlinuz-* "$out/vmlinuz"
"$here/userland.sh" "$cache/rootfs.tar" "$work/kernel" "$work/root"
"$here/initrd.sh" disk "$work/root" "$work/disk.initrd"

# The userland of installer and installed system carries what the install puts on the disk.
mkdir -p "$work/root/usr/lib/ironflake-lab/boot"
cp "$out/vmlinuz" "$work/root/usr/lib/ironflake-lab/boot/vmlinuz"
cp "$work/disk.initrd" "$work/root/usr/lib/ironflake-lab/boot/initrd"
pack() { mksquashfs "$work/root" "$1" -quiet -no-progress -noappend -comp zstd -Xcompression-level 10 -b 128K -no-xattrs; }
pack "$work/installer.squashfs"
mv "$work/root/usr/lib/ironflake-lab/boot" "$work/boot"
# shellcheck disable=SC2046,SC2086
(cd "$work/root" && rm -rf $(grep -v '^#' "$here/trim-installer"))
pack "$work/base.squashfs"

"$here/initrd.sh" ram "$work/root" "$out/rescue.initrd" rescue "$work/base.squashfs"
"$here/initrd.sh" ram "$work/root" "$work/installer.initrd" installer "$work/installer.squashfs"
"$here/installer.sh" "$out/vmlinuz" "$work/installer.initrd" "$work/root" "$out/installer.tar.gz"
"$here/stock.sh" "$work/root" "$work/base.squashfs" "$work/disk.initrd" "$out"
"$here/../nix/pack.sh" "$work/root/usr/bin/busybox" "$out"
ln -sfn "$cache/qemu" "$out/qemu"

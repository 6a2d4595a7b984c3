#!/bin/bash
# initrd.sh ram ROOT OUT KIND SQUASHFS | initrd.sh disk ROOT OUT
# An uncompressed cpio, so that gzip'd layers may follow it and nothing is unpacked twice: what is big in it, the
# squashfs of the userland, is compressed already.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
kind=$1
root=$(readlink -f "$2")
out=$(readlink -m "$3")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
version=$(basename "$root"/usr/lib/modules/*)
mkdir -p "$work"/{bin,lab,lib,etc,proc,sys,dev}
cp "$root/usr/bin/busybox" "$work/bin/busybox"
install -m 755 "$here/guest/$kind-init" "$work/init"

if [ "$kind" = ram ]; then
  modules=(loop squashfs overlay)
  echo "$4" > "$work/lab/kind"
  cp "$5" "$work/userland.squashfs"
else
  modules=(loop squashfs virtio_pci virtio_scsi sd_mod md_mod raid1 raid0 raid10 dm_mod vfat nls_cp437 nls_ascii btrfs)
  echo installed > "$work/lab/kind"
  mkdir -p "$work/sbin" "$work/lib64"
  for program in usr/sbin/mdadm usr/sbin/blkid usr/sbin/lvm usr/bin/btrfs; do
    cp "$root/$program" "$work/sbin/"
    chroot "$root" ldd "/$program" | grep -o '/[^ ]*' | while read -r library; do
      mkdir -p "$work$(dirname "$library")"
      cp -L "$root$library" "$work$library"
    done
  done
fi

for module in "${modules[@]}"; do
  modprobe -d "$root" -S "$version" --show-depends "$module" 2>/dev/null | awk '$1 == "insmod" {print $2}'
done | awk '!seen[$0]++' | while read -r path; do
  cp "$path" "$work/lib/"
  echo "/lib/$(basename "$path")"
done > "$work/modules"

(cd "$work" && find . | LC_ALL=C sort | cpio -o -H newc --quiet -R 0:0 --reproducible) > "$out"

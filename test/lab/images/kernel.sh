#!/bin/bash
# kernel.sh KERNEL_TAR OUT: unpacks the kernel and keeps the modules a lab machine can want, with what they need.
set -euo pipefail
wanted=(
  loop squashfs overlay
  virtio_pci virtio_net virtio_blk virtio_scsi virtio-rng sd_mod sg
  md_mod raid0 raid1 raid10 raid456 dm_mod dm_raid dm_crypt dm_thin_pool aesni_intel xts
  vfat nls_cp437 nls_ascii nls_iso8859-1 nls_utf8 xfs btrfs efivarfs fuse
)
mkdir "$2"
tar -xf "$1" -C "$2" --wildcards './boot/vmlinuz-*' './*lib/modules/*'
cd "$2"
[ -d lib ] || mv usr/lib lib
depmod -b . "$(basename lib/modules/*)"
version=$(basename lib/modules/*)
mkdir kept
for module in "${wanted[@]}"; do
  modprobe -d . -S "$version" --show-depends "$module" 2> /dev/null | awk '$1 == "insmod" {print $2}' || true
done | sort -u | while read -r file; do
  file=${file#./}
  to=kept/${file#lib/modules/"$version"/kernel/}
  mkdir -p "$(dirname "$to")"
  mv "$file" "$to"
done
rm -rf "lib/modules/$version/kernel"
mv kept "lib/modules/$version/kernel"
depmod -b . "$version"

#!/bin/bash
# stock.sh ROOT SQUASHFS DISK_INITRD OUT: a provider's stock image: OUT/stock.raw, a GPT disk of 1 GiB whose only
# partition is the ext4 root, and OUT/stock.initrd to start it with (there is no boot loader on it).
set -euo pipefail
root=$(readlink -f "$1")
out=$(readlink -f "$4")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/tree"
(cd "$root" && tar -cf - --exclude=./usr . ) | tar -xpf - -C "$work/tree"
mkdir -p "$work/tree/usr" "$work/tree/.lab/userland"
cp "$2" "$work/tree/.lab/userland.squashfs"
echo stock > "$work/tree/etc/hostname"
echo 'PARTLABEL=stock / ext4 defaults 0 1' > "$work/tree/etc/fstab"

size=1024 # MiB
truncate -s ${size}M "$out/stock.raw"
echo 'start=1MiB, type=0FC63DAF-8483-4772-8E79-3D69D8477DE4, name=stock' | sfdisk --quiet --label gpt "$out/stock.raw"
mke2fs -q -t ext4 -F -L stock -E root_owner=0:0,offset=$((1024 * 1024)) -d "$work/tree" "$out/stock.raw" $((size - 2))M

mkdir "$work/lab"
echo image > "$work/lab/kind"
echo '/dev/disk/by-partlabel/stock ext4 defaults' > "$work/lab/root"
: > "$work/lab/early"
(cp "$3" "$out/stock.initrd" && cd "$work" && find lab | cpio -o -H newc --quiet -R 0:0 >> "$out/stock.initrd")

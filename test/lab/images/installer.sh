#!/bin/bash
# installer.sh KERNEL INITRD ROOT OUT: the tarball kexec/{run,bzImage,initrd,kexec,ip}; the last two bring their libraries.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
root=$(readlink -f "$3")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/kexec/lib"
cp "$1" "$work/kexec/bzImage"
cp "$2" "$work/kexec/initrd"
install -m 755 "$here/guest/kexec-run" "$work/kexec/run"
cp -L "$root/lib64/ld-linux-x86-64.so.2" "$work/kexec/lib/"
for program in usr/sbin/kexec usr/bin/ip; do
  name=$(basename $program)
  cp -L "$root/$program" "$work/kexec/lib/$name.bin"
  chroot "$root" ldd "/$program" | grep -o '=> /[^ ]*' | cut -c4- | while read -r library; do
    cp -L "$root$library" "$work/kexec/lib/"
  done
  install -m 755 "$here/guest/bundled" "$work/kexec/$name"
done
# The fastest level: nearly all of it is compressed already.
tar -C "$work" --sort=name --mtime=@1735689600 --owner=0 --group=0 --numeric-owner -cf - kexec | gzip -1n > "$4"

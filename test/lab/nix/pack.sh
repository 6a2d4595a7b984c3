#!/bin/bash
# pack.sh BUSYBOX OUT: the stub flakes as tarballs, each in one folder as GitHub's are; same input, same bytes.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for flake in nixpkgs disko; do cp -r "$here/$flake" "$work/$flake"; done
mkdir "$work/nixpkgs/bin"
install -m 755 "$1" "$work/nixpkgs/bin/busybox"
chmod -R u=rwX,go=rX "$work"
for flake in nixpkgs disko; do
  tar -C "$work" --sort=name --mtime=@1735689600 --owner=0 --group=0 --numeric-owner -cf - $flake | gzip -9n > "$2/$flake.tar.gz"
done

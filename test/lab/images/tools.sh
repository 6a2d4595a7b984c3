#!/bin/bash
# tools.sh: makes sure of the programs that the build of the images calls, from Debian.
set -euo pipefail
[ "$(id -u)" = 0 ] || { echo "The lab's images can only be built by root (it makes Debian root file systems)." >&2; exit 1; }
[ -e /etc/debian_version ] || { echo "The lab's images can only be built on Debian or Ubuntu." >&2; exit 1; }
[ "$(dpkg --print-architecture)" = amd64 ] || { echo "The lab's images can only be built on amd64." >&2; exit 1; }
missing=()
while read -r program package; do
  PATH=$PATH:/usr/sbin:/sbin command -v "$program" > /dev/null || missing+=("$package")
done << 'LIST'
mmdebstrap mmdebstrap
mksquashfs squashfs-tools
cpio cpio
gzip gzip
mke2fs e2fsprogs
sfdisk fdisk
depmod kmod
setpriv util-linux
ssh openssh-client
LIST
[ ${#missing[@]} = 0 ] && exit 0
export DEBIAN_FRONTEND=noninteractive
apt-get -q update
apt-get -q install -y --no-install-recommends "${missing[@]}"

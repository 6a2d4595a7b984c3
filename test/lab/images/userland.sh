#!/bin/bash
# userland.sh ROOTFS_TAR KERNEL OUT: the one userland of all lab machines, trimmed, with the lab's own programs.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
kernel=$(readlink -f "$2")
mkdir "$3"
tar -xpf "$1" -C "$3" --exclude='./dev/*'
cd "$3"
# shellcheck disable=SC2046
rm -rf $(grep -v '^#' "$here/trim")
cp -r "$kernel"/lib/modules usr/lib/
rm -f etc/ssh/ssh_host_* etc/hostname etc/machine-id etc/resolv.conf etc/mdadm/mdadm.conf
: > etc/resolv.conf
ln -sf /proc/mounts etc/mtab

lab=usr/lib/ironflake-lab
mkdir -p $lab usr/local/sbin mnt nix .lab
cp "$here"/guest/{pid1,start-*,network-*,udhcpc-event,cloud-init,os-release-installer,activate,unlock-layer,initrd-unlock,ask-password-agent} $lab/
cp "$here/guest/sshd_config" etc/ssh/sshd_config
mv usr/sbin/wipefs $lab/wipefs
install -m 755 "$here/guest/wipefs" usr/sbin/wipefs
install -m 755 "$here/guest/nixos-install" usr/sbin/nixos-install
install -m 755 "$here/guest/power" usr/sbin/reboot
install -m 755 "$here/guest/power" usr/sbin/poweroff
rm -f usr/sbin/{halt,shutdown,init} usr/bin/{systemctl,systemd-run,journalctl,loginctl}
# Many programs ask whether systemd runs by this directory alone; here it never does.
mkdir -p etc/nix
cp "$here/guest/nix.conf" etc/nix/nix.conf
install -m 755 "$here/guest/systemctl" usr/bin/systemctl
cp "$here/guest/os-release-base" etc/os-release

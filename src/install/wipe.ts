/**
 * The script that destroys. It looks again, on the machine and in the same run, that this is the
 * installer, that each planned disk is the very one that was planned, and that nothing of it is in
 * use elsewhere; then it takes down every layer from the top, wiping signatures on the way, discards,
 * and asserts that nothing is left.
 */

import type { Plan, PlannedDisk } from '../domain/plan.ts';
import { type Command, script, sh } from '../ssh/command.ts';

/** Wipes exactly the disks of the plan. Not to be run twice: it is a job, which starts once a boot. */
export function wipeScript(plan: Plan): Command {
  const disks = plan.disksToWipe.map((disk) => disk.device);
  return script(sh`set -euo pipefail
# The same run makes the new root next: a subvolume takes its mode from here, and everybody reads the root.
umask 022
say() { printf '%s\n' "$*"; }
refuse() { printf 'refused: %s\n' "$*" >&2; exit 20; }
. /etc/os-release
[ "$ID/\${VARIANT_ID:-}" = nixos/installer ] || refuse "this is $ID, not the installer"
udevadm settle --timeout=30 || true
${joined(plan.disksToWipe.map(checkDisk))}
disks=(${disks})
${STANDS_ALONE}
${TEARDOWN}
${WIPE}`);
}

/** A disk is known by its serial and its size; a name alone may point at another one after a boot. */
function checkDisk(disk: PlannedDisk): Command {
  return sh`
device=$(readlink -e ${disk.device}) || refuse ${`${disk.device} is not there`}
[ "$(lsblk -dnro TYPE "$device")" = disk ] || refuse ${`${disk.device} is not a whole disk`}
found=$(lsblk -dno SERIAL "$device" | tr -d ' ')
[ "$found" = ${(disk.serial ?? '').replaceAll(' ', '')} ] || refuse ${`${disk.device} has another serial than ${disk.serial ?? 'none'}: `}"$found"
[ "$(blockdev --getsize64 "$device")" = ${disk.sizeBytes} ] || refuse ${`${disk.device} does not have ${disk.sizeBytes} bytes`}
[ "$(blockdev --getro "$device")" = 0 ] || refuse ${`${disk.device} is read-only`}`;
}

/**
 * Nothing on a planned disk may reach over to another one, put together or not: looked up once more,
 * for what the plan was made from may be hours old.
 */
const STANDS_ALONE = sh`
planned=' '
for disk in "\${disks[@]}"; do planned+="$(readlink -e "$disk") "; done
below() { lsblk -nrspo NAME,TYPE "$1" | awk '$2 == "disk" && !seen[$1]++ {print $1}'; }
members() {
  lsblk -nrpo NAME,FSTYPE,UUID | awk '$2 ~ /^(linux_raid_member|btrfs|bcachefs|zfs_member)$/ {print $1, $2 "/" $3}'
  if command -v pvs > /dev/null 2>&1; then pvs --noheadings --separator ' ' -o pv_name,vg_uuid 2> /dev/null | awk 'NF == 2 {print $1, "lvm/" $2}'; fi
}
shared=$(members | while read -r path whole; do
  for disk in $(below "$path"); do
    case $planned in *" $disk "*) echo "$whole inside $disk" ;; *) echo "$whole outside $disk" ;; esac
  done
done | awk '$2 == "inside" {inside[$1] = $3} $2 == "outside" {outside[$1] = $3} END {for (one in inside) if (one in outside) print one " lies on " inside[one] " and on " outside[one]}')
[ -z "$shared" ] || refuse "$shared, which is not planned"
for disk in "\${disks[@]}"; do
  for layer in $(lsblk -nrpo NAME,TYPE "$(readlink -e "$disk")" | awk '$2 != "disk" && $2 != "part" {print $1}'); do
    for under in $(below "$layer"); do
      case $planned in *" $under "*) ;; *) refuse "$layer lies on $disk and on $under, which is not planned" ;; esac
    done
  done
done`;

/** Children first: each layer is wiped while it is still assembled, then taken apart. */
const TEARDOWN = sh`
# Labels of ZFS stand at both ends, and so does what an older system would take for its own at the same place.
clear_labels() { if command -v zpool > /dev/null 2>&1; then zpool labelclear -f "$1" > /dev/null 2>&1 || true; fi; }
zero_ends() {
  local bytes
  bytes=$(blockdev --getsize64 "$1")
  if [ "$bytes" -le 4194304 ]; then blkdiscard --zeroout "$1"; return; fi
  blkdiscard --zeroout --offset 0 --length 2097152 "$1"
  blkdiscard --zeroout --offset $(( (bytes / 4096 - 512) * 4096 )) --length 2097152 "$1"
}
if command -v zpool > /dev/null 2>&1; then zpool export -a || true; fi
# Volumes that are not active are no children of any disk; without their group they stay so.
if command -v vgchange > /dev/null 2>&1; then
  pvs --noheadings --separator ' ' -o pv_name,vg_name 2> /dev/null | while read -r path group; do
    for disk in $(below "$path"); do
      case $planned in *" $disk "*) swapoff "/dev/$group"/* 2> /dev/null || true; vgchange -an "$group" > /dev/null 2>&1 || true ;; esac
    done
  done
fi
take_down() {
  local path=$1 type=$2
  swapoff "$path" 2> /dev/null || true
  while findmnt -n -o TARGET -S "$path" > /dev/null; do umount -R "$(findmnt -n -o TARGET -S "$path" | tail -n 1)" || return 1; done
  case $type in
    disk) ;;
    part) clear_labels "$path" && wipefs --all --force --quiet "$path" && zero_ends "$path" ;;
    raid*|md|linear) wipefs --all --force --quiet "$path" || true; mdadm --stop --quiet "$path" ;;
    crypt) cryptsetup close "$path" 2> /dev/null || dmsetup remove --retry "$path" ;;
    lvm) wipefs --all --force --quiet "$path" || true; dmsetup remove --retry "$path" ;;
    *) dmsetup remove --retry "$path" ;;
  esac
}
for round in 1 2 3 4 5 6 7 8; do
  layers=$(for disk in "\${disks[@]}"; do lsblk -nrpo NAME,TYPE "$(readlink -e "$disk")" | tac; done | awk '$2 != "disk" && !seen[$1]++')
  [ -n "$layers" ] || break
  say "round $round: $(printf '%s' "$layers" | wc -l) layers to take down"
  while read -r path type; do
    [ -b "$path" ] || continue
    # A layer that still carries another one waits for the next round.
    [ -z "$(ls "/sys/class/block/$(basename "$(readlink -e "$path")")/holders" 2> /dev/null)" ] || continue
    take_down "$path" "$type" || say "round $round: $path ($type) is still busy"
  done <<< "$layers"
  for disk in "\${disks[@]}"; do
    if [ -z "$(lsblk -nro TYPE "$(readlink -e "$disk")" | grep -vxE 'disk|part' || true)" ]; then
      sgdisk --zap-all "$(readlink -e "$disk")" > /dev/null 2>&1 || true
      blockdev --rereadpt "$(readlink -e "$disk")" 2> /dev/null || true
    fi
  done
  udevadm settle --timeout=30 || true
  # An array that lost its members' names above may come back inactive; udev does not show it as a child.
  for md in /sys/block/md*; do
    [ -e "$md/slaves" ] || continue
    for member in "$md"/slaves/*; do
      parent=$(lsblk -nrpso NAME,TYPE "/dev/$(basename "$member")" 2> /dev/null | awk '$2 == "disk" {print $1}')
      for disk in "\${disks[@]}"; do
        if [ "$parent" = "$(readlink -e "$disk")" ]; then mdadm --stop --quiet "/dev/$(basename "$md")" 2> /dev/null || true; fi
      done
    done
  done
done`;

const WIPE = sh`
for disk in "\${disks[@]}"; do
  device=$(readlink -e "$disk")
  say "wiping $disk"
  clear_labels "$device"
  wipefs --all --force --quiet "$device"
  blkdiscard --force "$device" 2> /dev/null || say "$disk has no discard"
  dd if=/dev/zero of="$device" bs=1M count=4 conv=fsync status=none
  dd if=/dev/zero of="$device" bs=1M count=4 seek=$(( $(blockdev --getsize64 "$device") / 1048576 - 4 )) conv=fsync status=none
  blockdev --rereadpt "$device"
done
if command -v btrfs > /dev/null 2>&1; then btrfs device scan --forget > /dev/null 2>&1 || true; fi
udevadm settle --timeout=30 || true
for disk in "\${disks[@]}"; do
  device=$(readlink -e "$disk")
  [ "$(lsblk -nro NAME "$device" | wc -l)" = 1 ] || { lsblk "$device"; refuse "$disk still carries something"; }
  [ -z "$(wipefs --noheadings --parsable "$device")" ] || { wipefs "$device"; refuse "$disk still has a signature"; }
  say "clean: $disk"
done`;

function joined(parts: readonly Command[]): Command {
  return parts.reduce((all, part) => sh`${all}${part}`, sh``);
}

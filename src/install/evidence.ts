/** What a machine tells of a failure: read from its rescue system or our installer, with its disks mounted read-only. */

import { type Command, script, sh } from '../ssh/command.ts';

/** Text beyond this is cut from the front: what happened last says most. */
export const EVIDENCE_LENGTH = 256 * 1024;

/**
 * Prints sections, each headed by `== NAME`. Nothing is changed: arrays are assembled read-only so that they
 * cannot resync, file systems are mounted without replaying their journals, and left again.
 */
export const EVIDENCE: Command = script(sh`# ironflake: evidence
section() { echo "== $1"; shift; timeout 20 "$@" 2>&1 || true; }
section disks lsblk -o NAME,SIZE,TYPE,FSTYPE,LABEL,MODEL,SERIAL
section smart sh -c 'for disk in /dev/sd? /dev/nvme?n1; do [ -e "$disk" ] && smartctl -H "$disk" | tail -n 3; done'
mdadm --assemble --scan --readonly > /dev/null 2>&1 || true
section arrays cat /proc/mdstat
section boot-entries sh -c 'command -v efibootmgr > /dev/null && efibootmgr -v || echo none: started by BIOS, or no efibootmgr'
[ ! -d /run/ironflake/jobs ] || section jobs sh -c 'for log in /run/ironflake/jobs/*/output; do [ -e "$log" ] && echo "-- $log" && tail -n 40 "$log"; done'
if mountpoint -q /mnt; then
  section mounted findmnt -R /mnt
  section boot ls -la /mnt/boot
  [ ! -d /mnt/var/log/journal ] || section journal journalctl -D /mnt/var/log/journal -n 400 --no-pager
else
  mkdir -p /mnt/evidence
  # An array is listed below each of its disks.
  lsblk -nrpo NAME,FSTYPE | awk '$2 ~ /^(ext4|btrfs|xfs|vfat)$/ {print $1}' | sort -u | while read -r device; do
    mount -o ro,noload "$device" /mnt/evidence 2> /dev/null || mount -o ro "$device" /mnt/evidence 2> /dev/null || continue
    echo "== $device"
    ls /mnt/evidence /mnt/evidence/EFI /mnt/evidence/loader/entries 2> /dev/null
    [ ! -d /mnt/evidence/var/log/journal ] || section journal journalctl -D /mnt/evidence/var/log/journal -n 400 --no-pager
    umount /mnt/evidence
  done
fi
section kernel sh -c 'dmesg | tail -n 200'`);

/**
 * The script that asks a machine for its facts: one round trip, labelled output, nothing changed.
 *
 * Plain POSIX sh, so that it runs in a rescue system, on any distribution and in the NixOS
 * installer alike, with or without systemd. Every probe fails softly: what cannot be told leaves an
 * empty section, and `parseFacts` decides what cannot be done without. It takes no input: its text
 * is a constant. Run it as root and hand stdout to `parseFacts`. May be repeated.
 *
 * Choices that the outside world forced:
 * - `udevadm settle` first: by-id names appear late after a boot, up to tens of seconds.
 * - /proc/cpuinfo is cut to the lines that are read; on 128 threads it is 200 kB otherwise.
 * - carrier and speed give EINVAL on a link that is down, hence the braces around `read`.
 * - NVMe with native multipath hangs below a virtual node without a driver; its name tells enough.
 */
export const PROBE_SCRIPT = `\
set +eu
LC_ALL=C; PATH="$PATH:/usr/sbin:/usr/bin:/sbin:/bin:/run/current-system/sw/bin"; export LC_ALL PATH
has() { command -v "$1" >/dev/null 2>&1; }
section() { printf '\\n=== %s\\n' "$1"; }
first_line() { line=; { read -r line <"$1"; } 2>/dev/null; printf '%s' "$line"; }
is_disk() {
  case $1 in loop*|ram*|zram*|md*|dm-*|sr*|fd*|nbd*) return 1;; esac
}
has udevadm && udevadm settle --timeout=15 >/dev/null 2>&1

section system
printf 'hostname=%s\\n' "$(first_line /proc/sys/kernel/hostname)"
printf 'kernel=%s\\n' "$(uname -r 2>/dev/null)"
printf 'machine=%s\\n' "$(uname -m 2>/dev/null)"
printf 'boot_id=%s\\n' "$(first_line /proc/sys/kernel/random/boot_id)"
printf 'uptime=%s\\n' "$(first_line /proc/uptime)"

section firmware
if [ -d /sys/firmware/efi ]; then echo uefi; else echo bios; fi

section lsblk
lsblk -J -b -O 2>/dev/null || lsblk -J -b -o NAME,PATH,TYPE,SIZE,FSTYPE,LABEL,PARTLABEL,PARTUUID,PARTTYPE,UUID,MOUNTPOINT,TRAN,ROTA,RM,RO,MODEL,SERIAL,WWN,SUBSYSTEMS 2>/dev/null

section by-id
if [ -d /dev/disk/by-id ]; then
  find /dev/disk/by-id -type l -printf '%f %l\\n' 2>/dev/null || for link in /dev/disk/by-id/*; do
    [ -L "$link" ] && printf '%s %s\\n' "\${link##*/}" "$(readlink "$link")"
  done
fi

section volume-groups
has pvs && timeout 10 pvs --noheadings --separator ' ' -o pv_name,vg_name 2>/dev/null

section addresses
ip -j -d address show 2>/dev/null || ip -j address show 2>/dev/null

section routes4
ip -j -4 route show 2>/dev/null

section routes6
ip -j -6 route show 2>/dev/null

section links
for link in /sys/class/net/*; do
  [ -e "$link/address" ] || continue
  device=no; driver=; module=
  if [ -e "$link/device" ]; then
    device=yes
    driver=$(readlink "$link/device/driver" 2>/dev/null)
    module=$(readlink "$link/device/driver/module" 2>/dev/null)
  fi
  printf '%s device=%s driver=%s module=%s carrier=%s speed=%s\\n' "\${link##*/}" "$device" \\
    "\${driver##*/}" "\${module##*/}" "$(first_line "$link/carrier")" "$(first_line "$link/speed")"
done

section disk-drivers
for disk in /sys/block/*; do
  name=\${disk##*/}
  is_disk "$name" && [ -e "$disk/device" ] || continue
  node=$(readlink -f "$disk/device"); drivers=
  case $name in nvme*) drivers=' nvme';; esac
  while [ "\${node#/sys/devices/}" != "$node" ]; do
    for driver in "$node/driver/module" "$node/driver"; do
      [ -e "$driver" ] || continue
      target=$(readlink -f "$driver"); drivers="$drivers \${target##*/}"
      break
    done
    node=\${node%/*}
  done
  printf '%s%s\\n' "$name" "$drivers"
done

section cpu
grep -E '^(processor|vendor_id|model name|CPU implementer|CPU part)[[:space:]]*:' /proc/cpuinfo 2>/dev/null

section hypervisor
if grep -qE '^flags.* hypervisor( |$)' /proc/cpuinfo 2>/dev/null; then echo flag; fi
has systemd-detect-virt && systemd-detect-virt --vm 2>/dev/null

section memory
grep -E '^(MemTotal|MemAvailable):' /proc/meminfo 2>/dev/null

section os-release
cat /etc/os-release 2>/dev/null || cat /usr/lib/os-release 2>/dev/null

section root
findmnt -n -r -o SOURCE,TARGET,FSTYPE / 2>/dev/null || grep ' / ' /proc/mounts 2>/dev/null

section root-space
df -P -k / 2>/dev/null

section dmi
for key in sys_vendor product_name board_name bios_vendor; do
  printf '%s=%s\\n' "$key" "$(first_line "/sys/class/dmi/id/$key")"
done

section nameservers
cat /run/systemd/resolve/resolv.conf 2>/dev/null || cat /etc/resolv.conf 2>/dev/null

section mdstat
cat /proc/mdstat 2>/dev/null

section smart
if has smartctl; then
  for disk in /sys/block/*; do
    name=\${disk##*/}
    is_disk "$name" && [ -e "$disk/device" ] || continue
    (
      verdict=$(timeout 20 smartctl -H "/dev/$name" 2>/dev/null | grep -iE 'overall-health|SMART Health Status')
      printf '%s %s\\n' "$name" "$verdict"
    ) &
  done
  wait
fi

section end
exit 0
`;

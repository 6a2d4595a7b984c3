/** What may stand on a machine's disks before it is wiped: how it is made, and what has to come of it. */

export interface Stack {
  readonly name: string;
  /** Run as root on the machine; `$a` and `$b` are the disks that will be planned, `$c` is not. */
  readonly make: string;
  /** How the plan ends, or the wipe where only the machine itself can tell. */
  readonly want: 'clean' | 'refused by the plan' | 'refused on the machine';
  /** The plan is made while the disks are empty: what stands there now came after it. */
  readonly isLate?: true;
}

const TWO_PARTS = `
for d in $a $b; do sgdisk -Z $d > /dev/null; sgdisk -n 1:0:+600M -n 2:0:+600M $d > /dev/null; done
udevadm settle`;
const part = (disk: string, number: number) =>
  `$(lsblk -nrpo NAME ${disk} | sed -n ${number + 1}p)`;
const A1 = part('$a', 1);
const B1 = part('$b', 1);

const MIRROR = `${TWO_PARTS}
mdadm --create /dev/md/old --run --level=1 --metadata=1.2 --bitmap=none --assume-clean --homehost=any -n 2 ${A1} ${B1}`;
const GROUP = `${MIRROR}
pvcreate -qq -y /dev/md/old; vgcreate -qq old--vg-0 /dev/md/old 2> /dev/null || vgcreate -qq ubuntu-vg /dev/md/old
vg=$(vgs --noheadings -o vg_name | tr -d ' ')
lvcreate -qq -y -L 100M -n ubuntu-lv $vg; lvcreate -qq -y -L 64M -n swap-1 $vg
mkfs.ext4 -q /dev/$vg/ubuntu-lv; mkswap /dev/$vg/swap-1 > /dev/null; swapon /dev/$vg/swap-1
mkdir -p /old; mount /dev/$vg/ubuntu-lv /old`;

const C1 = part('$c', 1);
/** One partition on a planned disk and one on the disk that is not. */
const WITH_OTHER = `
for d in $a $c; do sgdisk -Z $d > /dev/null; sgdisk -n 1:0:+600M $d > /dev/null; done; udevadm settle`;
const WITH_OTHER_ARRAY = `${WITH_OTHER}
mdadm --create /dev/md/old --run --level=1 --metadata=1.2 --bitmap=none --assume-clean --homehost=any -n 2 ${A1} ${C1}`;

export const STACKS: readonly Stack[] = [
  {
    name: 'plain ext4, mounted',
    make: `${TWO_PARTS}\nmkfs.ext4 -q ${A1}; mkdir -p /old; mount ${A1} /old`,
    want: 'clean',
  },
  { name: 'ext4 on md1', make: `${MIRROR}\nmkfs.ext4 -q /dev/md/old`, want: 'clean' },
  { name: 'LVM with hyphens on md1, mounted, with swap', make: GROUP, want: 'clean' },
  {
    name: 'LUKS on LVM on md1',
    make: `${GROUP}
umount /old; swapoff -a
printf secret | cryptsetup -q luksFormat --pbkdf pbkdf2 --pbkdf-force-iterations 1000 /dev/$vg/ubuntu-lv -
printf secret | cryptsetup open /dev/$vg/ubuntu-lv old-crypt --key-file -
mkfs.ext4 -q /dev/mapper/old-crypt; mount /dev/mapper/old-crypt /old`,
    want: 'clean',
  },
  {
    name: 'inactive volume group',
    make: `${GROUP}\numount /old; swapoff -a; vgchange -qq -an`,
    want: 'clean',
  },
  {
    name: 'btrfs over two disks',
    make: `${TWO_PARTS}\nmkfs.btrfs -q -f -d raid1 -m raid1 ${A1} ${B1}; mkdir -p /old; mount ${A1} /old`,
    want: 'clean',
  },
  {
    name: 'inactive array with a member away',
    make: `${MIRROR}\nmdadm --stop -q /dev/md/old; mdadm --incremental -q ${A1} || true`,
    want: 'clean',
  },
  {
    name: 'leftover of device mapper',
    make: `echo "0 204800 linear $a 2048" | dmsetup create left-over; mkfs.ext4 -q /dev/mapper/left-over`,
    want: 'clean',
  },
  {
    name: 'array with a disk that is not planned',
    make: WITH_OTHER_ARRAY,
    want: 'refused by the plan',
  },
  {
    name: 'bootable Linux on another disk',
    make: `sgdisk -Z $c > /dev/null; sgdisk -n 1:0:+64M -t 1:EF00 -n 2:0:+600M $c > /dev/null; udevadm settle
mkfs.ext4 -q ${part('$c', 2)}`,
    want: 'refused by the plan',
  },
  {
    name: 'such an array, made after the plan',
    make: WITH_OTHER_ARRAY,
    want: 'refused on the machine',
    isLate: true,
  },
  {
    name: 'inactive volume group over it, after the plan',
    make: `${WITH_OTHER}
pvcreate -qq -y ${A1} ${C1}; vgcreate -qq over-both ${A1} ${C1}; lvcreate -qq -y -L 700M -n wide over-both; vgchange -qq -an over-both`,
    want: 'refused on the machine',
    isLate: true,
  },
  {
    name: 'btrfs over it, after the plan',
    make: `${WITH_OTHER}\nmkfs.btrfs -q -f -d raid1 -m raid1 ${A1} ${C1}`,
    want: 'refused on the machine',
    isLate: true,
  },
];

/** Takes everything down and empties all three disks, whatever a stack has left. */
export const RESET = `
umount /old 2> /dev/null; swapoff -a; cryptsetup close old-crypt 2> /dev/null
vgchange -qq -an 2> /dev/null; dmsetup remove_all 2> /dev/null; mdadm --stop --scan -q 2> /dev/null
for d in $a $b $c; do
  for p in $(lsblk -nrpo NAME $d | tac); do wipefs -aqf $p; done
  sgdisk -Z $d > /dev/null 2>&1; dd if=/dev/zero of=$d bs=1M count=4 status=none; blockdev --rereadpt $d
done
btrfs device scan --forget 2> /dev/null; udevadm settle; true`;

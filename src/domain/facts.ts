/** What a machine told us of itself: measured, never guessed. Unknown values keep their raw text. */

export type Firmware = 'bios' | 'uefi';
export type Architecture = 'x86_64' | 'aarch64' | 'unknown';

/** `nvme` by transport; else `hdd` when the kernel calls it rotational, `ssd` when not. */
export type DiskKind = 'nvme' | 'ssd' | 'hdd';
export type DiskTransport = 'nvme' | 'sata' | 'sas' | 'scsi' | 'virtio' | 'usb' | 'unknown';

/** What stands on a disk or inside one of its parts, as lsblk shows it. */
export interface BlockContent {
  readonly path: string;
  /** lsblk TYPE: `part`, `raid1`, `lvm`, `crypt`, `md`, … */
  readonly type: string;
  readonly sizeBytes: number;
  /** Signature: `ext4`, `linux_raid_member`, `LVM2_member`, `crypto_LUKS`, …; null when there is none. */
  readonly signature: string | null;
  readonly label: string | null;
  readonly partitionLabel: string | null;
  /** GPT type GUID in lower case, or the MBR type as `0x83`. */
  readonly partitionType: string | null;
  readonly partitionUuid: string | null;
  readonly uuid: string | null;
  readonly mountpoints: readonly string[];
  readonly children: readonly BlockContent[];
}

export interface Disk {
  /** Kernel name, good for this boot only: `nvme0n1`. */
  readonly name: string;
  /** Stable name under /dev/disk/by-id, chosen by a rule; null when udev gave none. */
  readonly byId: string | null;
  /** Every by-id name of the whole disk, sorted. */
  readonly byIds: readonly string[];
  readonly model: string | null;
  readonly serial: string | null;
  readonly wwn: string | null;
  readonly sizeBytes: number;
  readonly kind: DiskKind;
  readonly transport: DiskTransport;
  readonly isRemovable: boolean;
  readonly isReadOnly: boolean;
  /** Signature on the disk itself, outside of partitions. */
  readonly signature: string | null;
  readonly mountpoints: readonly string[];
  readonly children: readonly BlockContent[];
  /** SMART's own verdict where smartctl is at hand. */
  readonly smart: 'passed' | 'failing' | 'unknown';
}

export interface LinkAddress {
  readonly family: 4 | 6;
  readonly address: string;
  readonly prefixLength: number;
  readonly scope: string;
  /** From DHCP or router advertisement. */
  readonly isDynamic: boolean;
  /** Far end of a point-to-point address. */
  readonly peer: string | null;
}

export interface Link {
  readonly name: string;
  readonly mac: string;
  readonly kind: 'ethernet' | 'loopback' | 'other';
  readonly isUp: boolean;
  readonly hasCarrier: boolean;
  readonly driver: string | null;
  readonly linkMbps: number | null;
  readonly mtu: number;
  readonly addresses: readonly LinkAddress[];
  /** A card's own, where it bears another one now, as in a bond. */
  readonly permanentMac?: string;
  /** Name of the bond or bridge that it is a part of. */
  readonly master?: string;
  /** Absent: it is none. */
  readonly vlan?: { readonly id: number; readonly parent: string };
  readonly bond?: MeasuredBond;
}

/** How the kernel runs a bond, in its own words. */
export interface MeasuredBond {
  /** `active-backup`, `802.3ad`, … */
  readonly mode: string;
  readonly hashPolicy: string | null;
  /** `slow` or `fast`; only 802.3ad uses it. */
  readonly lacpRate: string | null;
  /** Between two looks at the carrier; 0: none. */
  readonly miiMonitorMs: number;
}

export interface Route {
  readonly family: 4 | 6;
  /** `default` or a prefix. */
  readonly destination: string;
  readonly gateway: string | null;
  readonly link: string;
  readonly isOnLink: boolean;
  readonly protocol: string | null;
  readonly metric: number | null;
  /** Made by a router advertisement or DHCP: goes away by itself. */
  readonly isDynamic: boolean;
}

export interface RunningSystem {
  readonly hostname: string;
  /** os-release ID. */
  readonly osId: string;
  readonly osVariantId: string | null;
  readonly osPrettyName: string;
  readonly kernelRelease: string;
  readonly rootFsType: string;
  readonly rootSource: string;
  readonly bootId: string;
  readonly uptimeSeconds: number;
}

export interface Facts {
  readonly architecture: Architecture;
  readonly firmware: Firmware;
  readonly cpu: {
    readonly model: string;
    readonly cores: number;
    readonly vendor: 'intel' | 'amd' | 'arm' | 'unknown';
  };
  readonly memoryMib: number;
  readonly memoryAvailableMib: number;
  /** Product name of the board or VM as DMI tells it. */
  readonly product: string | null;
  readonly isVirtual: boolean;
  readonly disks: readonly Disk[];
  readonly links: readonly Link[];
  readonly routes: readonly Route[];
  readonly nameservers: readonly string[];
  readonly system: RunningSystem;
  /** Kernel modules that drive disks and links, sorted: what an initrd will need. */
  readonly storageDrivers: readonly string[];
  /**
   * MAC addresses of cards that the provider says are in private networks. Told, not measured: a rescue
   * system need not have set them up. Absent: it told of none.
   */
  readonly privateMacs?: readonly string[];
}

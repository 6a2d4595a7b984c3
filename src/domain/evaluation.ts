/** What Nix says of a system before anything is destroyed; read from one evaluation of the flake. */

export interface Evaluation {
  /** Store path of the derivation of the system. */
  readonly systemDrv: string;
  /** Of the script that partitions, formats and mounts; null where the flake declares no disks to disko. */
  readonly diskoDrv: string | null;
  readonly hostname: string;
  /** As `x86_64-linux`; null where it is not told. */
  readonly platform: string | null;
  readonly ssh: {
    readonly isEnabled: boolean;
    /** null: the default. */
    readonly permitRootLogin: string | null;
    /** Whether ~/.ssh/authorized_keys counts: our login lies there until the proof. */
    readonly readsHome: boolean;
    readonly ports: readonly number[];
    /** Key lines of root. */
    readonly rootKeys: readonly string[];
  };
  /** Those that are enabled. */
  readonly bootLoaders: readonly string[];
  /** Devices that disko would partition. */
  readonly disks: readonly string[];
  readonly mountpoints: readonly string[];
  /** What is to be made of the disks; null where it is not told. */
  readonly devices: EvaluatedDevices | null;
  /** Who files can belong to; null where it is not told. */
  readonly owners: {
    readonly users: readonly string[];
    readonly groups: readonly string[];
    /** By systemd at the first boot, and not while the system is installed. */
    readonly areMadeAtBoot: boolean;
  } | null;
  readonly network: {
    readonly usesDhcp: boolean;
    /** As `192.0.2.7/32`. */
    readonly addresses: readonly string[];
  };
}

/** A layout as disko and NixOS have understood it. */
export interface EvaluatedDevices {
  readonly disks: readonly {
    readonly device: string;
    /** Of each GPT partition, in sgdisk's words: `+512M`, `100%`. */
    readonly partitions: readonly string[];
  }[];
  /** Where the boot loader looks for the EFI system partition, and the file system there; null: none. */
  readonly efiMountpoint: string;
  readonly efiType: string | null;
  /** Disks that GRUB is written to; `nodev` is none. */
  readonly bootDevices: readonly string[];
  /** Names below /dev/mapper of what the initrd unlocks. */
  readonly luks: readonly string[];
}

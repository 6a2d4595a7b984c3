/** Stable disk names: which of the names under /dev/disk/by-id stands for a disk. */

/** Kernel name of a whole disk or part → its names under /dev/disk/by-id, sorted. */
export type ByIdLinks = ReadonlyMap<string, readonly string[]>;

/** Names come as `name ../../sda`; the target's last word is the kernel name. */
export function parseByIdLinks(text: string): ByIdLinks {
  const links = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [name, target] = line.trim().split(/\s+/);
    if (name === undefined || target === undefined) continue;
    const kernelName = target.slice(target.lastIndexOf('/') + 1);
    links.set(kernelName, [...(links.get(kernelName) ?? []), name].sort());
  }
  return links;
}

/**
 * Forms that come from the hardware and so outlive a wipe, best first. Left out on purpose:
 * `md-…`, `dm-…`, `lvm-pv-uuid-…` (go away with the content) and `usb-…` (never a target).
 */
const PREFERENCE: readonly RegExp[] = [
  /^nvme-(?!nvme\.|eui\.|uuid\.|nqn\.)/, // model and serial
  /^ata-/, // model and serial
  /^scsi-S/, // vendor, model and serial
  /^scsi-0/, // vendor, model and number, as virtual SCSI has it
  /^scsi-3/, // NAA number
  /^virtio-/, // serial
  /^nvme-(eui|uuid)\./,
  /^wwn-/,
  /^nvme-nvme\./,
  /^scsi-/,
];

/**
 * The name by which a disk is called from here on: the first form of this order that it has,
 * shortest first, then by alphabet: `nvme-MODEL_SERIAL`, `ata-…`, `scsi-S…`, `scsi-0…`, `scsi-3…`,
 * `virtio-…`, `nvme-eui.…`, `wwn-…`, `nvme-nvme.…`. People can hold the first ones against the label
 * on the drive. udev repeats an NVMe name with the namespace number (`…_1`): since shortest comes
 * first, it is only taken where it stands alone. Names with characters that udev had to escape are not
 * taken, since disko's scripts hold device names without quotes.
 *
 * @param names all by-id names of the whole disk
 * @returns the name without directory; null when there is none of these forms
 */
export function chooseById(names: readonly string[]): string | null {
  const sound = names.filter((name) => /^[A-Za-z0-9#+.:=@_-]+$/.test(name));
  const ranked = sound
    .map((name) => ({ name, rank: PREFERENCE.findIndex((form) => form.test(name)) }))
    .filter((entry) => entry.rank >= 0)
    .sort((a, b) => a.rank - b.rank || a.name.length - b.name.length || (a.name < b.name ? -1 : 1));
  return ranked[0]?.name ?? null;
}

/**
 * UEFI boot entries, read and written as the bytes of efivarfs; pure.
 *
 * @see UEFI Specification 2.10, sections 3.1.3 (load options) and 10.3 (device paths)
 */

/** One `Boot####` variable. */
export interface EfiEntry {
  /** The number in its name. */
  readonly number: number;
  readonly description: string;
  readonly isActive: boolean;
  /** Starts from a network card. */
  readonly isNetwork: boolean;
  /** GUID of the partition it starts from, lower case; null: none. */
  readonly partitionUuid: string | null;
}

/** An EFI system partition of the plan, as the machine shows it. */
export interface EspPlace {
  readonly uuid: string;
  readonly number: number;
  /** In blocks of the disk itself. */
  readonly startLba: bigint;
  readonly sizeLba: bigint;
}

const ACTIVE = 1;
const MEDIA = 4;
const HARD_DRIVE = 1;
const FILE_PATH = 4;
const MESSAGING = 3;
/** MAC address, IPv4, IPv6. */
const NETWORK: ReadonlySet<number> = new Set([11, 12, 13]);
const END = Buffer.from([0x7f, 0xff, 4, 0]);
/** Kept, set by the boot services, seen by the running system: what efivarfs wants before the data. */
const ATTRIBUTES = Buffer.from([7, 0, 0, 0]);

/**
 * Reads the content of a `Boot####` file.
 *
 * @returns null where it is none: too short, or with paths that end outside of it
 */
export function parseEntry(number: number, file: Buffer): EfiEntry | null {
  const data = file.subarray(ATTRIBUTES.length);
  if (data.length < 8) return null;
  const isActive = (data.readUInt32LE(0) & ACTIVE) !== 0;
  const pathsLength = data.readUInt16LE(4);
  const end = endOfText(data, 6);
  if (end === null || end + pathsLength > data.length) return null;
  const description = data.subarray(6, end - 2).toString('utf16le');
  const nodes = nodesOf(data.subarray(end, end + pathsLength));
  const drive = nodes.find(({ type, subtype }) => type === MEDIA && subtype === HARD_DRIVE);
  return {
    number,
    description,
    isActive,
    isNetwork: nodes.some(({ type, subtype }) => type === MESSAGING && NETWORK.has(subtype)),
    partitionUuid: drive === undefined ? null : signatureOf(drive.body),
  };
}

/** Past the two zero bytes. */
function endOfText(data: Buffer, start: number): number | null {
  for (let at = start; at + 1 < data.length; at += 2) {
    if (data.readUInt16LE(at) === 0) return at + 2;
  }
  return null;
}

interface Node {
  readonly type: number;
  readonly subtype: number;
  readonly body: Buffer;
}

function nodesOf(paths: Buffer): readonly Node[] {
  const nodes: Node[] = [];
  for (let at = 0; at + 4 <= paths.length; ) {
    const length = paths.readUInt16LE(at + 2);
    if (length < 4 || at + length > paths.length) break;
    const body = paths.subarray(at + 4, at + length);
    nodes.push({ type: paths[at] ?? 0, subtype: paths[at + 1] ?? 0, body });
    at += length;
  }
  return nodes;
}

const SIGNATURE_AT = 20;
const GUID_SIGNATURE = 2;

/** The first three groups of a GUID are stored with their bytes turned round. */
function signatureOf(body: Buffer): string | null {
  if (body.length < 38 || body[37] !== GUID_SIGNATURE) return null;
  const raw = turned(body.subarray(SIGNATURE_AT, SIGNATURE_AT + 16)).toString('hex');
  return raw.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function turned(guid: Buffer): Buffer {
  const order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
  return Buffer.from(order.map((at) => guid[at] ?? 0));
}

/** The content of a `Boot####` file that starts the loader in the removable place of a partition. */
export function renderEntry(description: string, esp: EspPlace, loader: string): Buffer {
  const drive = Buffer.alloc(42);
  drive.set([MEDIA, HARD_DRIVE, 42, 0]);
  drive.writeUInt32LE(esp.number, 4);
  drive.writeBigUInt64LE(esp.startLba, 8);
  drive.writeBigUInt64LE(esp.sizeLba, 16);
  drive.set(turned(Buffer.from(esp.uuid.replaceAll('-', ''), 'hex')), 24);
  drive.set([2, GUID_SIGNATURE], 40);
  const name = Buffer.from(`\\EFI\\BOOT\\${loader}\0`, 'utf16le');
  const file = Buffer.concat([Buffer.from([MEDIA, FILE_PATH, 0, 0]), name]);
  file.writeUInt16LE(file.length, 2);
  const paths = Buffer.concat([drive, file, END]);
  const head = Buffer.alloc(6);
  head.writeUInt32LE(ACTIVE, 0);
  head.writeUInt16LE(paths.length, 4);
  return Buffer.concat([ATTRIBUTES, head, Buffer.from(`${description}\0`, 'utf16le'), paths]);
}

/** The content of the `BootOrder` file → numbers of entries. */
export function parseOrder(file: Buffer): readonly number[] {
  const data = file.subarray(ATTRIBUTES.length);
  return Array.from({ length: Math.floor(data.length / 2) }, (_, index) =>
    data.readUInt16LE(index * 2),
  );
}

/** Numbers of entries → the content of the `BootOrder` file. */
export function renderOrder(order: readonly number[]): Buffer {
  const data = Buffer.alloc(order.length * 2);
  for (const [index, number] of order.entries()) data.writeUInt16LE(number, index * 2);
  return Buffer.concat([ATTRIBUTES, data]);
}

/** `3` → `Boot0003`. */
export function entryName(number: number): string {
  return `Boot${number.toString(16).toUpperCase().padStart(4, '0')}`;
}

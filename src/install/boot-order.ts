/**
 * The order of UEFI boot entries: the network first, so that a provider's rescue system can always be reached; the
 * new system second, by the removable place on each of its disks; then whatever there was.
 */

import type { Plan } from '../domain/plan.ts';
import { type Command, script, sh } from '../ssh/command.ts';
import type { Shell } from '../ssh/shell.ts';
import { act } from './act.ts';
import { type Contact, type InstallRun, targetOf } from './context.ts';
import {
  type EfiEntry,
  type EspPlace,
  entryName,
  parseEntry,
  parseOrder,
  renderEntry,
  renderOrder,
} from './efi-entries.ts';

/** What the machine's firmware has, and where the planned EFI system partitions lie. */
export interface BootEntries {
  readonly entries: readonly EfiEntry[];
  readonly order: readonly number[];
  readonly esps: readonly EspPlace[];
}

/** A variable and its new content. */
export interface EfiWrite {
  readonly name: string;
  readonly content: Buffer;
}

export interface BootOrderWish {
  readonly order: readonly number[];
  /** Empty: all is in order. */
  readonly writes: readonly EfiWrite[];
}

/** Of what all firmware looks for when no entry works. */
export const REMOVABLE_LOADER = { x86_64: 'BOOTX64.EFI', aarch64: 'BOOTAA64.EFI' } as const;

/**
 * Looks, repairs, and looks again; on a machine that was started by BIOS nothing happens. What the firmware keeps as
 * it likes is told in a note and ends nothing: the removable place needs no entry. May be repeated.
 */
export async function keepBootOrder(
  run: InstallRun,
  contact: Contact,
  name: 'install.boot-order' | 'verify.boot-order',
): Promise<void> {
  await act(run, name, async ({ signal, machine }) => {
    const plan = await run.deps.records.loadPlan(run.installId);
    if (plan.boot.firmware !== 'uefi') return null;
    const shell = await run.deps.shells.open(await targetOf(run, contact), { signal });
    const words = await machine(repair(shell, plan, signal));
    await run.deps.records.note(run.installId, name, words);
    return null;
  });
}

async function repair(shell: Shell, plan: Plan, signal: AbortSignal): Promise<string> {
  const look = async () => {
    const { stdout } = await shell.run(lookCommand(plan), { signal });
    return parseBootEntries(stdout);
  };
  const before = await look();
  if (before === null)
    return 'The firmware’s boot entries cannot be read from here; the removable place needs none.';
  const wish = wishedOrder(before, plan.system);
  if (wish.writes.length === 0) return `Boot order: ${orderInWords(before)}.`;
  const { exitCode, stderr } = await shell.run(sh`bash -s || exit 1`, {
    signal,
    stdin: writeCommand(wish.writes).text,
    okCodes: [0, 1],
  });
  const after = (await look()) ?? before;
  const left = wishedOrder(after, plan.system).writes.length;
  if (left === 0) return `Boot order, repaired: ${orderInWords(after)}.`;
  const why = exitCode === 0 ? 'it says nothing against it' : stderr.trim().slice(0, 200);
  return `The firmware keeps its own boot order (${why}): ${orderInWords(after)}. The system starts from the removable place; a rescue system by network may need the order set by hand.`;
}

/** Network entries as they stand, then one for each planned partition, then the others as they stand. */
export function wishedOrder(
  { entries, order, esps }: BootEntries,
  { hostname, architecture }: Pick<Plan['system'], 'hostname' | 'architecture'>,
): BootOrderWish {
  const known = order.filter((number) => entries.some((one) => one.number === number));
  const network = entries.filter(({ isNetwork, isActive }) => isNetwork && isActive);
  const taken = new Set(entries.map(({ number }) => number));
  const made: EfiWrite[] = [];
  const ours = esps.map((esp, index) => {
    const present = entries.find(
      (one) => one.partitionUuid === esp.uuid && one.isActive && !one.isNetwork,
    );
    if (present !== undefined) return present.number;
    const number = freeNumber(taken);
    taken.add(number);
    const description = esps.length === 1 ? hostname : `${hostname} disk ${index + 1}`;
    const content = renderEntry(description, esp, REMOVABLE_LOADER[architecture]);
    made.push({ name: entryName(number), content });
    return number;
  });
  const first = [
    ...inOrder(
      network.map(({ number }) => number),
      known,
    ),
    ...ours,
  ];
  const wished = [...first, ...known.filter((number) => !first.includes(number))];
  const isRight = wished.length === order.length && wished.every((one, at) => one === order[at]);
  const writes = isRight ? made : [...made, { name: 'BootOrder', content: renderOrder(wished) }];
  return { order: wished, writes };
}

/** Those that the firmware has in its order as they stand there, then the others. */
function inOrder(numbers: readonly number[], order: readonly number[]): readonly number[] {
  const known = order.filter((number) => numbers.includes(number));
  return [...known, ...numbers.filter((number) => !known.includes(number))];
}

function freeNumber(taken: ReadonlySet<number>): number {
  let number = 0;
  while (taken.has(number)) number += 1;
  return number;
}

function orderInWords({ entries, order }: BootEntries): string {
  const names = order.map(
    (number) => entries.find((one) => one.number === number)?.description ?? entryName(number),
  );
  return names.join(', ') || 'empty';
}

const GLOBAL = '8be4df61-93ca-11d2-aa0d-00e098032b8c';

/** One `word value…` a line; contents as base64. */
function lookCommand({ layout }: Plan): Command {
  const uuids = layout.disks.flatMap(({ partitions }) =>
    partitions.filter(({ gptType }) => gptType === 'EF00').map(({ uuid }) => uuid),
  );
  return script(sh`cd /sys/firmware/efi/efivars 2> /dev/null || exit 0
for file in BootOrder-${GLOBAL} Boot[0-9A-F][0-9A-F][0-9A-F][0-9A-F]-${GLOBAL}; do
  [ -e "$file" ] && echo "variable \${file%%-*} $(base64 -w 0 "$file")"
done
for uuid in ${uuids}; do
  device=$(readlink -e "/dev/disk/by-partuuid/$uuid") || continue
  place=$(readlink -e "/sys/class/block/$(basename "$device")")
  echo "esp $uuid $(cat "$place/partition") $(cat "$place/start") $(cat "$place/size") $(cat "$place/../queue/logical_block_size")"
done
echo end`);
}

/** @returns null where there are no variables to be read */
export function parseBootEntries(text: string): BootEntries | null {
  const lines = text.split('\n').map((line) => line.trim().split(' '));
  if (!lines.some(([word]) => word === 'end')) return null;
  const variables = lines.flatMap(([word, name = '', content = '']) =>
    word === 'variable' ? [{ name, content: Buffer.from(content, 'base64') }] : [],
  );
  if (variables.length === 0) return null;
  const entries = variables.flatMap(({ name, content }) => {
    const number = /^Boot([0-9A-F]{4})$/.exec(name)?.[1];
    const entry = number === undefined ? null : parseEntry(Number.parseInt(number, 16), content);
    return entry === null ? [] : [entry];
  });
  const order = variables.find(({ name }) => name === 'BootOrder')?.content;
  const esps = lines.flatMap(([word, uuid = '', ...numbers]) =>
    word === 'esp' ? [toEsp(uuid, numbers)] : [],
  );
  return { entries, order: order === undefined ? [] : parseOrder(order), esps };
}

/** sysfs counts in 512 bytes whatever the disk's own blocks are. */
function toEsp(uuid: string, numbers: readonly string[]): EspPlace {
  const [number = 0, start = 0, size = 0, block = 512] = numbers.map(Number);
  const inBlocks = (sectors: number) => (BigInt(sectors) * 512n) / BigInt(block);
  return { uuid, number, startLba: inBlocks(start), sizeLba: inBlocks(size) };
}

/** The kernel guards these files against being deleted; each is written by one write. */
function writeCommand(writes: readonly EfiWrite[]): Command {
  return writes.reduce(
    (all, { name, content }) => sh`${all}
file=/sys/firmware/efi/efivars/${`${name}-${GLOBAL}`}
[ ! -e "$file" ] || chattr -i "$file"
printf %s ${content.toString('base64')} | base64 -d > /run/efi-variable
cat /run/efi-variable > "$file"`,
    sh`set -eu`,
  );
}

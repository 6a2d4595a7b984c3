/** What changed between two readings of a machine, in words; pure. */

import type { Disk, Facts, Link } from '../../domain/facts.ts';

/** One line for each difference, older first; empty when nothing that lasts has changed. */
export function compareFacts(older: Facts, newer: Facts): string[] {
  return [
    ...differs('firmware', older.firmware, newer.firmware),
    ...differs(
      'cpu',
      `${older.cpu.cores} × ${older.cpu.model}`,
      `${newer.cpu.cores} × ${newer.cpu.model}`,
    ),
    // The kernel keeps some for itself, and not always the same.
    ...(Math.abs(older.memoryMib - newer.memoryMib) < 64
      ? []
      : differs('memory', `${older.memoryMib} MiB`, `${newer.memoryMib} MiB`)),
    ...differs('system', older.system.osPrettyName, newer.system.osPrettyName),
    ...differs('kernel', older.system.kernelRelease, newer.system.kernelRelease),
    ...differs('hostname', older.system.hostname, newer.system.hostname),
    ...compareNamed(
      'disk',
      named(older.disks, diskName),
      named(newer.disks, diskName),
      diskInWords,
    ),
    ...compareNamed(
      'link',
      named(older.links, linkName),
      named(newer.links, linkName),
      linkInWords,
    ),
  ];
}

function differs(what: string, older: string, newer: string): string[] {
  return older === newer ? [] : [`${what}: ${older} → ${newer}`];
}

function named<T>(items: readonly T[], nameOf: (item: T) => string | null): ReadonlyMap<string, T> {
  return new Map(
    items.flatMap((item) => {
      const name = nameOf(item);
      return name === null ? [] : [[name, item] as const];
    }),
  );
}

function compareNamed<T>(
  what: string,
  older: ReadonlyMap<string, T>,
  newer: ReadonlyMap<string, T>,
  inWords: (item: T) => string,
): string[] {
  const names = [...new Set([...older.keys(), ...newer.keys()])].sort();
  return names.flatMap((name) => {
    const [before, after] = [older.get(name), newer.get(name)];
    if (before === undefined && after !== undefined)
      return [`${what} ${name} is new: ${inWords(after)}`];
    if (before !== undefined && after === undefined)
      return [`${what} ${name} is gone: ${inWords(before)}`];
    if (before === undefined || after === undefined) return [];
    return differs(`${what} ${name}`, inWords(before), inWords(after));
  });
}

function diskName({ serial, byId, name }: Disk): string {
  return serial ?? byId ?? name;
}

function diskInWords({ kind, model, sizeBytes, smart }: Disk): string {
  return `${kind} ${model ?? 'unknown model'}, ${(sizeBytes / 2 ** 30).toFixed(0)} GiB, SMART ${smart}`;
}

function linkName({ kind, mac }: Link): string | null {
  return kind === 'ethernet' ? mac : null;
}

function linkInWords({ driver, addresses }: Link): string {
  const own = addresses
    .filter(({ scope }) => scope !== 'link')
    .map(({ address, prefixLength }) => `${address}/${prefixLength}`)
    .sort();
  return `${driver ?? 'unknown driver'}, ${own.join(', ') || 'no address'}`;
}

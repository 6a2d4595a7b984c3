/** The facts that outlive a boot, as a file beside the configuration that was made from them. */

import type { Disk, Facts, Link } from '../domain/facts.ts';

/**
 * Hardware and addresses in a stable order. Left out: what belongs to one boot (names, uptime, free
 * memory, routes' makers) and what was on the disks. Short lists stand on one line.
 */
export function renderFactsJson(facts: Facts): string {
  const { architecture, firmware, cpu, memoryMib, product, isVirtual, storageDrivers } = facts;
  const value = {
    architecture,
    firmware,
    product,
    isVirtual,
    cpu,
    memoryMib,
    storageDrivers,
    disks: [...facts.disks].map(diskFacts).sort(bySerial),
    links: facts.links
      .filter((link) => link.kind === 'ethernet')
      .map(linkFacts)
      .sort(byMac),
    nameservers: facts.nameservers,
  };
  return `${renderJson(value)}\n`;
}

function diskFacts({ byId, model, serial, wwn, sizeBytes, kind, transport }: Disk) {
  return { byId, model, serial, wwn, sizeBytes, kind, transport };
}

function linkFacts({ mac, permanentMac = mac, driver, linkMbps, addresses }: Link) {
  return {
    mac: permanentMac,
    driver,
    linkMbps,
    addresses: addresses
      .filter((own) => own.scope !== 'link')
      .map((own) => `${own.address}/${own.prefixLength}${own.isDynamic ? ' dynamic' : ''}`)
      .sort(),
  };
}

function bySerial(a: ReturnType<typeof diskFacts>, b: ReturnType<typeof diskFacts>): number {
  const key = (disk: typeof a): string => `${disk.serial ?? ''}\0${disk.byId ?? ''}`;
  return key(a) < key(b) ? -1 : 1;
}

function byMac(a: ReturnType<typeof linkFacts>, b: ReturnType<typeof linkFacts>): number {
  return a.mac < b.mac ? -1 : 1;
}

const LINE_WIDTH = 100;

/** JSON with two spaces a level; a list of plain values stands on one line where it fits. */
export function renderJson(value: unknown, level = 0, before = 0): string {
  const indent = '  '.repeat(level);
  if (Array.isArray(value)) return renderList(value, level, before);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([key, inner]) => {
      const name = `${indent}  ${JSON.stringify(key)}: `;
      return `${name}${renderJson(inner, level + 1, name.length)}`;
    });
  return fields.length === 0 ? '{}' : `{\n${fields.join(',\n')}\n${indent}}`;
}

function renderList(items: readonly unknown[], level: number, before: number): string {
  const indent = '  '.repeat(level);
  const isPlain = items.every((item) => typeof item !== 'object' || item === null);
  const line = `[${items.map((item) => JSON.stringify(item)).join(', ')}]`;
  if (isPlain && before + line.length < LINE_WIDTH) return line;
  const lines = items.map((item) => `${indent}  ${renderJson(item, level + 1)}`);
  return `[\n${lines.join(',\n')}\n${indent}]`;
}

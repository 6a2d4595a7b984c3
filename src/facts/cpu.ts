/** What /proc/cpuinfo, /proc/meminfo and `uname -m` tell. */

import type { Architecture, Facts } from '../domain/facts.ts';
import { unreadable } from './sections.ts';

/** `uname -m` → architecture; anything but the two that providers have is `unknown`. */
export function parseArchitecture(machine: string): Architecture {
  if (machine === 'x86_64' || machine === 'amd64') return 'x86_64';
  return machine === 'aarch64' || machine === 'arm64' ? 'aarch64' : 'unknown';
}

/** Parts of ARM Ltd. (implementer 0x41) that providers rent out; others show their number. */
const ARM_PARTS: Readonly<Record<string, string>> = {
  '0xd0c': 'Neoverse-N1',
  '0xd40': 'Neoverse-V1',
  '0xd49': 'Neoverse-N2',
};

/** Model, logical CPUs and maker. ARM has no model name there, only numbers. */
export function parseCpu(text: string): Facts['cpu'] {
  const first = new Map<string, string>();
  let processors = 0;
  for (const line of text.split('\n')) {
    const match = /^([^:]*?)\s*:\s*(.*)$/.exec(line);
    if (match === null) continue;
    const [, key = '', value = ''] = match;
    if (key === 'processor') processors += 1;
    if (!first.has(key)) first.set(key, value.trim());
  }
  const implementer = first.get('CPU implementer');
  return {
    model: first.get('model name') || armModel(implementer, first.get('CPU part')),
    cores: Math.max(1, processors),
    vendor: vendorOf(first.get('vendor_id'), implementer),
  };
}

function armModel(implementer: string | undefined, part: string | undefined): string {
  if (implementer === undefined) return 'unknown';
  const known = implementer === '0x41' ? ARM_PARTS[part ?? ''] : undefined;
  return known ?? `ARM implementer ${implementer} part ${part ?? 'unknown'}`;
}

function vendorOf(id: string | undefined, implementer: string | undefined): Facts['cpu']['vendor'] {
  if (id === 'GenuineIntel') return 'intel';
  if (id === 'AuthenticAMD') return 'amd';
  return implementer === undefined ? 'unknown' : 'arm';
}

export interface Memory {
  readonly memoryMib: number;
  readonly memoryAvailableMib: number;
}

/** @throws MachineError `machine.facts-unreadable` without a MemTotal line */
export function parseMemory(text: string): Memory {
  const kib = (key: string): number | null => {
    const match = new RegExp(`^${key}:\\s*(\\d+) kB`, 'm').exec(text);
    return match === null ? null : Number(match[1]);
  };
  const total = kib('MemTotal');
  if (total === null) throw unreadable('the section "memory" has no MemTotal', 'memory');
  return {
    memoryMib: Math.floor(total / 1024),
    memoryAvailableMib: Math.floor((kib('MemAvailable') ?? 0) / 1024),
  };
}

/** Which system is running there just now. */

import type { RunningSystem } from '../domain/facts.ts';
import { parsePairs, type Sections, sectionOf, unreadable } from './sections.ts';

/**
 * @param pairs the `key=value` lines of the section "system"
 * @throws MachineError `machine.facts-unreadable` without a boot id, by which boots are told apart
 */
export function parseSystem(pairs: ReadonlyMap<string, string>, sections: Sections): RunningSystem {
  const bootId = pairs.get('boot_id') ?? '';
  if (!/^[0-9a-f-]{36}$/.test(bootId)) {
    throw unreadable(`the section "system" has no boot id but "${bootId}"`, 'system');
  }
  const release = parsePairs(sectionOf(sections, 'os-release'));
  const root = parseRoot(sectionOf(sections, 'root'));
  return {
    hostname: pairs.get('hostname') || 'unknown',
    osId: release.get('ID') || 'unknown',
    osVariantId: release.get('VARIANT_ID') || null,
    osPrettyName: release.get('PRETTY_NAME') || release.get('NAME') || 'unknown',
    kernelRelease: pairs.get('kernel') || 'unknown',
    rootFsType: root.type,
    rootSource: root.source,
    bootId,
    uptimeSeconds: Math.floor(Number.parseFloat(pairs.get('uptime') ?? '0')) || 0,
  };
}

/** Lines `SOURCE TARGET FSTYPE …`; the last one is what is mounted on top. */
function parseRoot(text: string): { readonly source: string; readonly type: string } {
  const [source = 'unknown', , type = 'unknown'] = (text.split('\n').at(-1) ?? '').split(/\s+/);
  return { source: source === '' ? 'unknown' : source, type };
}

/**
 * Name servers that can be asked from elsewhere too: a stub on the machine itself (127.0.0.53) and
 * link-local ones are left out. Order kept, each once.
 */
export function parseNameservers(text: string): readonly string[] {
  const servers = text.split('\n').flatMap((line) => {
    const address = /^\s*nameserver\s+(\S+)/.exec(line)?.[1];
    return address === undefined || /^(127\.|::1$|fe80:|0\.0\.0\.0$)/i.test(address)
      ? []
      : [address];
  });
  return [...new Set(servers)];
}

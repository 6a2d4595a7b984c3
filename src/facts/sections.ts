/** The labelled output of the probe, cut into its sections. */

import { MachineError } from '../domain/error.ts';

/** Section name → its text without the blank lines around it. */
export type Sections = ReadonlyMap<string, string>;

/**
 * Cuts the output of `PROBE_SCRIPT` at its `=== name` lines. What stands before the first label (a
 * login banner, say) is dropped; a label that comes twice keeps its last text.
 */
export function splitSections(text: string): Sections {
  const sections = new Map<string, string>();
  let name: string | null = null;
  let lines: string[] = [];
  const close = (): void => {
    if (name !== null) sections.set(name, lines.join('\n').trim());
  };
  for (const line of text.split(/\r?\n/)) {
    const label = /^=== ([a-z0-9-]+)$/.exec(line)?.[1];
    if (label === undefined) {
      lines.push(line);
      continue;
    }
    close();
    name = label;
    lines = [];
  }
  close();
  return sections;
}

/**
 * Text of a section that must not be empty.
 *
 * @param meaning what it would have told, for the message
 * @throws MachineError `machine.facts-unreadable`
 */
export function requireSection(sections: Sections, name: string, meaning: string): string {
  const text = sections.get(name);
  if (text !== undefined && text !== '') return text;
  const seen =
    sections.size === 0 ? 'no section at all' : `sections ${[...sections.keys()].join(', ')}`;
  throw unreadable(
    `the section "${name}" (${meaning}) ${text === undefined ? 'is missing' : 'is empty'}; seen: ${seen}`,
    name,
  );
}

/** @throws MachineError `machine.facts-unreadable` when the closing section is not there */
export function requireEnd(sections: Sections): void {
  if (sections.has('end')) return;
  throw unreadable(`the output was cut off in the section "${[...sections.keys()].at(-1)}"`, 'end');
}

/** Text of a section that may be missing or empty: then ''. */
export function sectionOf(sections: Sections, name: string): string {
  return sections.get(name) ?? '';
}

/** `key=value` lines → map; lines without `=` are dropped, quotes around a value too. */
export function parsePairs(text: string): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const line of text.split('\n')) {
    const at = line.indexOf('=');
    if (at <= 0) continue;
    const value = line.slice(at + 1).trim();
    pairs.set(line.slice(0, at).trim(), /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value);
  }
  return pairs;
}

/** The one error of this folder: facts in order, and what to do. */
export function unreadable(what: string, section: string, cause?: unknown): MachineError {
  return new MachineError(
    'machine.facts-unreadable',
    `Read what the machine told of itself: ${what}. Check that util-linux and iproute2 with JSON ` +
      'output are there and that the inspection ran as root, then inspect again.',
    { section },
    cause,
  );
}

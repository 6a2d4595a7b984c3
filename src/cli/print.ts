/** Values → text for people: tables that fit the terminal, durations, sizes. */

export interface Column {
  readonly title: string;
  /** May be cut short when the table is too wide; others keep their text whole. */
  readonly isFlexible?: boolean;
}

const GAP = 2;
const NARROWEST = 8;

/** A table with a heading, at most so many characters wide where its flexible columns allow it. */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => (row[index] ?? '').length)),
  );
  shrink(columns, widths, width);
  const lines = [columns.map(({ title }) => title.toUpperCase()), ...rows];
  return lines.map((cells) => `${line(cells, widths)}\n`).join('');
}

/** Takes from the widest flexible column until the table fits, or none can give. */
function shrink(columns: readonly Column[], widths: number[], width: number): void {
  const gaps = GAP * (widths.length - 1);
  let excess = widths.reduce((sum, one) => sum + one, gaps) - width;
  while (excess > 0) {
    const widest = columns.reduce((best, column, index) => {
      const isWider = (widths[index] ?? 0) > (widths[best] ?? NARROWEST);
      return column.isFlexible === true && isWider ? index : best;
    }, -1);
    if (widest < 0) return;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
}

function line(cells: readonly string[], widths: readonly number[]): string {
  return widths
    .map((width, index) => cut(cells[index] ?? '', width).padEnd(width))
    .join(' '.repeat(GAP))
    .trimEnd();
}

/** A text in at most so many characters; a cut is shown by an ellipsis. */
export function cut(text: string, width: number): string {
  const oneLine = text.replaceAll(/\s+/g, ' ');
  return oneLine.length <= width ? oneLine : `${oneLine.slice(0, Math.max(width - 1, 0))}…`;
}

/** `0.4 s`, `12 s`, `3 min 20 s`, `1 h 5 min`. */
export function duration(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `512 MB`, `1.92 TB`: decimal, as disks are sold. */
export function diskSize(bytes: number): string {
  if (bytes >= 1e12) return `${(bytes / 1e12).toFixed(2)} TB`;
  return bytes >= 1e9 ? `${Math.round(bytes / 1e9)} GB` : `${Math.round(bytes / 1e6)} MB`;
}

/** `2026-11-22 12:00:00` in UTC. */
export function instant(iso: string): string {
  return iso.slice(0, 19).replace('T', ' ');
}

/** A value as JSON for machines, with a line end. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** Makes text of a machine or a service harmless to a terminal: no control characters but tabs. */
export function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.replaceAll(/[\u0000-\u0008\u000a-\u001f\u007f-\u009f]/g, '');
}

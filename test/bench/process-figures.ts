/** What the kernel says of a process. */

import { readFileSync } from 'node:fs';

export interface ProcessFigures {
  /** The most it ever held in memory. */
  readonly peakRssMib: number;
  /** Of all its threads, in user and kernel mode. */
  readonly cpuSeconds: number;
}

/** Linux only. */
export function figuresOf(pid: number): ProcessFigures {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const peakKib = Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1] ?? Number.NaN);
  // Fields 14 and 15, counted behind the name, which may hold blanks; in hundredths of a second.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { peakRssMib: Math.round(peakKib / 1024), cpuSeconds: Math.round(ticks) / 100 };
}

/** Of the last minute; figures from a busy computer say more of it than of us. */
export function loadAverage(): number {
  return Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);
}

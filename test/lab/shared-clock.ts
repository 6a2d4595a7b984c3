/**
 * Time that runs faster than the wall's, the same in several processes: its anchor and its rate stand in a file.
 *
 * By it hours of the vendors' limits and of waiting pass in a minute, while machines, connections and processors are
 * as fast as they are: SSH and its deadlines stay with the clock of the machine.
 */

import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { LabClock } from './stand-in/clock.ts';

/** As processes that do not change the rate see it. */
export interface SharedTime {
  /** Milliseconds since 1970, never fewer than before. */
  now(): number;
  /** Ends after so many of its milliseconds; rejects as the timer of Node does when the signal fires. */
  sleep(ms: number, options?: { signal?: AbortSignal; ref?: boolean }): Promise<void>;
}

/** As the process that made it sees it. */
export interface SharedClock extends LabClock, SharedTime {
  /** Seconds of its time in one of the wall's. */
  setRate(rate: number): void;
}

interface Anchor {
  readonly wallMs: number;
  readonly clockMs: number;
  readonly rate: number;
}

/** The functions of Node, before anything puts ours in their place. */
const wall = { now: Date.now, delay };

/** How long a reader may not know of another rate. */
const READ_EVERY_MS = 20;
/** A sleeper looks up so often, since the rate may have changed. */
const NAP_MS = 50;

/** Time by such a file, which another process keeps. */
export function readSharedTime(file: string): SharedTime {
  let anchor = readAnchor(file);
  let readAt = wall.now();
  let last = 0;
  function present(): Anchor {
    const wallMs = wall.now();
    if (wallMs - readAt >= READ_EVERY_MS) {
      anchor = readAnchor(file);
      readAt = wallMs;
    }
    return anchor;
  }
  function now(): number {
    const { wallMs, clockMs, rate } = present();
    last = Math.max(last, Math.floor(clockMs + (wall.now() - wallMs) * rate));
    return last;
  }
  async function sleep(ms: number, options: Parameters<SharedTime['sleep']>[1] = {}) {
    const until = now() + ms;
    do {
      const leftMs = Math.max(until - now(), 0) / present().rate;
      await wall.delay(Math.min(leftMs, NAP_MS), undefined, options);
    } while (now() < until);
  }
  return { now, sleep };
}

/** Makes the file, and the clock that it tells of; it starts with the wall's time. */
export function createSharedClock(file: string, rate: number): SharedClock {
  const wallMs = wall.now();
  writeAnchor(file, { wallMs, clockMs: wallMs, rate });
  const time = readSharedTime(file);
  return {
    ...time,
    setRate: (next) => writeAnchor(file, { wallMs: wall.now(), clockMs: time.now(), rate: next }),
    schedule(delayMs, task) {
      const taken = new AbortController();
      // What a stand-in has planned holds no process back.
      time.sleep(delayMs, { signal: taken.signal, ref: false }).then(task, () => {});
      return () => taken.abort();
    },
  };
}

function readAnchor(file: string): Anchor {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** As a whole: no reader sees half of it. */
function writeAnchor(file: string, anchor: Anchor): void {
  writeFileSync(`${file}.new`, JSON.stringify(anchor));
  renameSync(`${file}.new`, file);
}

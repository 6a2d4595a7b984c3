/** Bytes → numbered lines. */

import type { JobLine } from './shell.ts';

export interface LineReader {
  push(chunk: Buffer): void;
  /** Sequence of the first line that was not handed on yet. */
  next(): number;
  /** Forgets a line that has not ended: the source will send it again. */
  dropPartial(): void;
  /** Hands on a line that has not ended, if there is one. */
  flush(): void;
}

/** A line keeps this much; the rest of it is dropped, so that no output can fill the memory. */
const LONGEST_LINE_BYTES = 65_536;

/** Calls `onLine` for each ended line, without its line end. */
export function createLineReader(from: number, onLine: (line: JobLine) => void): LineReader {
  let sequence = from;
  let partial: Buffer[] = [];
  let partialBytes = 0;
  const keep = (bytes: Buffer) => {
    const room = LONGEST_LINE_BYTES - partialBytes;
    if (room > 0 && bytes.length > 0) partial.push(Buffer.from(bytes.subarray(0, room)));
    partialBytes += bytes.length;
  };
  const dropPartial = () => {
    partial = [];
    partialBytes = 0;
  };
  const end = () => {
    const text = Buffer.concat(partial).toString('utf8').replace(/\r$/, '');
    dropPartial();
    const line = { sequence, text };
    sequence += 1;
    onLine(line);
  };
  return {
    push(chunk) {
      let at = 0;
      for (let stop = chunk.indexOf(10); stop !== -1; stop = chunk.indexOf(10, at)) {
        keep(chunk.subarray(at, stop));
        at = stop + 1;
        end();
      }
      keep(chunk.subarray(at));
    },
    next: () => sequence,
    dropPartial,
    flush: () => {
      if (partialBytes > 0) end();
    },
  };
}

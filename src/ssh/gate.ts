/** Lets a fixed number through at once and the rest wait in line. */

export interface Gate {
  /** Waits for a place; call the answer to give it back. Rejects with the signal's reason when it fires first. */
  enter(signal: AbortSignal): Promise<() => void>;
}

export function createGate(places: number): Gate {
  let free = places;
  const line: (() => void)[] = [];
  const leave = () => {
    const next = line.shift();
    if (next === undefined) free += 1;
    else next();
  };
  const takePlace = () => {
    let isInside = true;
    return () => {
      if (isInside) leave();
      isInside = false;
    };
  };
  return {
    enter(signal) {
      if (signal.aborted) return Promise.reject(signal.reason);
      if (free > 0) {
        free -= 1;
        return Promise.resolve(takePlace());
      }
      return new Promise((resolve, reject) => {
        const admit = () => {
          signal.removeEventListener('abort', giveUp);
          resolve(takePlace());
        };
        const giveUp = () => {
          line.splice(line.indexOf(admit), 1);
          reject(signal.reason);
        };
        signal.addEventListener('abort', giveUp, { once: true });
        line.push(admit);
      });
    },
  };
}

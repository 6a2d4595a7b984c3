/** At most so many at once; the others wait in the order they came. */
export interface Slots {
  /** Waits for a slot; call what it returns to give it back. */
  take(): Promise<() => void>;
  /** The same, for one who may let others in meanwhile. */
  hold(): Promise<HeldSlot>;
}

export interface HeldSlot {
  release(): void;
  /** Gives the slot away for as long as the work takes, and then waits for one; not after work that failed. */
  without<T>(work: () => Promise<T>): Promise<T>;
}

export function createSlots(count: number): Slots {
  let free = count;
  const waiting: (() => void)[] = [];
  const give = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  const take = async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    let isGiven = false;
    return () => {
      if (!isGiven) give();
      isGiven = true;
    };
  };
  return {
    take,
    async hold() {
      let release = await take();
      return {
        release: () => release(),
        async without(work) {
          release();
          const result = await work();
          release = await take();
          return result;
        },
      };
    },
  };
}

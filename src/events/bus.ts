/** Tells waiting readers that something was stored; carries no event itself. */

export interface EventBus {
  /** Called by the store's notifier after a commit; null: perhaps something of any install. */
  publish(installId: string | null): void;
  /** Calls `wake` after each publish for this install, until the returned function is called. */
  subscribe(installId: string, wake: () => void): () => void;
  /** Calls `wake` after each publish for whatever install, until the returned function is called. */
  subscribeAll(wake: () => void): () => void;
}

/**
 * A bus within this process. Readers are only woken and read the store themselves: so the order and the
 * numbers they see are those of the store, and a wake-up that is lost or doubled does no harm.
 */
export function createEventBus(): EventBus {
  const wakers = new Map<string, Set<() => void>>();
  const wakersOfAll = new Set<() => void>();
  return {
    publish(installId) {
      const woken = installId === null ? [...wakers.values()] : [wakers.get(installId) ?? []];
      for (const ofInstall of woken) for (const wake of ofInstall) wake();
      for (const wake of wakersOfAll) wake();
    },
    subscribeAll(wake) {
      // A wrapper of its own, so that one function may be subscribed twice.
      const entry = (): void => wake();
      wakersOfAll.add(entry);
      return () => {
        wakersOfAll.delete(entry);
      };
    },
    subscribe(installId, wake) {
      const ofInstall = wakers.get(installId) ?? new Set();
      wakers.set(installId, ofInstall.add(wake));
      return () => {
        ofInstall.delete(wake);
        if (ofInstall.size === 0 && wakers.get(installId) === ofInstall) wakers.delete(installId);
      };
    },
  };
}

/** Tells readers in this process that something was stored; what it was, they read from the table. */

export interface EventHint {
  /** null: perhaps something of any install, such as after a lost connection to the server. */
  readonly installId: string | null;
}

export type EventListener = (hint: EventHint) => void;

export interface Notifier {
  /** Calls the listener after each commit of an event. Returns how to stop it. */
  onEvent(listener: EventListener): () => void;
  announce(hint: EventHint): void;
}

/** Makes a notifier. A listener that throws does not keep the others from hearing. */
export function createNotifier(onFailure: (error: unknown) => void): Notifier {
  const listeners = new Set<EventListener>();
  return {
    onEvent(listener) {
      // A wrapper of its own, so that one function may listen twice.
      const entry: EventListener = (hint) => listener(hint);
      listeners.add(entry);
      return () => {
        listeners.delete(entry);
      };
    },
    announce(hint) {
      for (const listener of [...listeners]) {
        try {
          listener(hint);
        } catch (error) {
          onFailure(error);
        }
      }
    },
  };
}

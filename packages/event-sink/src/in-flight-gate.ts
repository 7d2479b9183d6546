/** Bounds how much is on its way at once; what does not fit waits, first come, first served. */
export interface InFlightGate {
  /** Bytes that are inside. */
  readonly bytes: number;
  /** Lets the bytes in if they fit and nothing waits. */
  tryEnter(bytes: number): boolean;
  /** Resolves when the bytes have been let in. Rejects only through `refuse`. */
  enter(bytes: number): Promise<void>;
  /** Gives up the place that a resolved `enter` of the same size took. */
  leave(bytes: number): void;
  /** Rejects all that wait. */
  refuse(reason: Error): void;
}

interface Waiter {
  readonly bytes: number;
  admit(): void;
  refuse(reason: Error): void;
}

/** A gate that is never over `maxCount` or `maxBytes`; no single entry may be larger than `maxBytes`. */
export function createInFlightGate(limits: { maxCount: number; maxBytes: number }): InFlightGate {
  let count = 0;
  let held = 0;
  let waiters: Waiter[] = [];

  const fits = (bytes: number) => count < limits.maxCount && held + bytes <= limits.maxBytes;
  const take = (bytes: number) => {
    count += 1;
    held += bytes;
  };
  const tryEnter = (bytes: number) => {
    if (waiters.length > 0 || !fits(bytes)) return false;
    take(bytes);
    return true;
  };
  const admitWaiters = () => {
    let first = waiters[0];
    while (first && fits(first.bytes)) {
      take(first.bytes);
      waiters.shift();
      first.admit();
      first = waiters[0];
    }
  };

  return {
    get bytes() {
      return held;
    },
    tryEnter,
    enter(bytes) {
      if (tryEnter(bytes)) return Promise.resolve();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiters.push({ bytes, admit: resolve, refuse: reject });
      return promise;
    },
    leave(bytes) {
      count -= 1;
      held -= bytes;
      admitWaiters();
    },
    refuse(reason) {
      const refused = waiters;
      waiters = [];
      for (const waiter of refused) waiter.refuse(reason);
    },
  };
}

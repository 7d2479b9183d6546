import type { ByteBudget } from "./byte-budget.ts";

/** Bounds how much is on its way at once; what does not fit waits, first come, first served. */
export interface InFlightGate {
  /** Bytes that are inside. */
  readonly bytes: number;
  /** Lets the bytes in if they fit, their number is near, and nothing waits. */
  tryEnter(bytes: number, sequence?: number): boolean;
  /** Resolves when the bytes have been let in. Rejects only through `refuse`. */
  enter(bytes: number, sequence?: number): Promise<void>;
  /** Gives up the place that a resolved `enter` of the same size took. */
  leave(bytes: number): void;
  /** Lets in what has become near. */
  review(): void;
  /** Rejects all that wait. */
  refuse(reason: Error): void;
}

/** What an {@link InFlightGate} bounds. */
export interface InFlightLimits {
  maxCount: number;
  maxBytes: number;
  /** Whether an entry's number is not too far ahead of those that are still open; always by default. */
  isNear?: (sequence: number) => boolean;
  /** What other gates have their bytes from, too. */
  shared?: ByteBudget | undefined;
}

interface Waiter {
  readonly bytes: number;
  readonly sequence: number;
  admit(): void;
  refuse(reason: Error): void;
}

/** A gate that is never over `maxCount` or `maxBytes`; no single entry may be larger than `maxBytes`. */
export function createInFlightGate(limits: InFlightLimits): InFlightGate {
  const { isNear = () => true } = limits;
  let count = 0;
  let held = 0;
  let waiters: Waiter[] = [];
  const share = limits.shared?.join(() => admitWaiters());

  const fits = (bytes: number, sequence: number) =>
    count < limits.maxCount && held + bytes <= limits.maxBytes && isNear(sequence);
  const tryTake = (bytes: number) => {
    if (share?.tryTake(bytes) === false) return false;
    count += 1;
    held += bytes;
    return true;
  };
  const tryEnter = (bytes: number, sequence = 0) => {
    return waiters.length === 0 && fits(bytes, sequence) && tryTake(bytes);
  };
  const admitWaiters = () => {
    let first = waiters[0];
    while (first && fits(first.bytes, first.sequence)) {
      if (!tryTake(first.bytes)) {
        share?.waitFor(first.bytes);
        return;
      }
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
    enter(bytes, sequence = 0) {
      if (tryEnter(bytes, sequence)) return Promise.resolve();
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      waiters.push({ bytes, sequence, admit: resolve, refuse: reject });
      admitWaiters();
      return promise;
    },
    leave(bytes) {
      count -= 1;
      held -= bytes;
      share?.give(bytes);
      admitWaiters();
    },
    review: admitWaiters,
    refuse(reason) {
      const refused = waiters;
      waiters = [];
      share?.stopWaiting();
      for (const waiter of refused) waiter.refuse(reason);
    },
  };
}

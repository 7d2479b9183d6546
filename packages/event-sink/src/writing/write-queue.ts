import { MAX_BATCH_BYTES } from "../limits.ts";

/** What a queue needs to know of a write. */
export interface QueuedWrite {
  readonly sizeBytes: number;
  readonly alone: boolean;
}

/** Writes that wait to be sent: those that have been sent before first, then in the order of their coming. */
export interface WriteQueue<Write> {
  readonly length: number;
  push(write: Write): void;
  /** Puts a write that has been sent before at the head. */
  putBack(write: Write): void;
  /** Whether the next request would have all that fits in. */
  fills(maxItems: number): boolean;
  /** The next writes that share a request. */
  take(maxItems: number): Write[];
}

/** Taken writes that may stay in the list before it is cut. */
const MAX_TAKEN_IN_LIST = 1_024;

export function createWriteQueue<Write extends QueuedWrite>(): WriteQueue<Write> {
  let fresh: Write[] = [];
  let firstFresh = 0;
  const returned: Write[] = [];
  const length = () => returned.length + fresh.length - firstFresh;
  const peek = (index: number): Write | undefined =>
    returned[index] ?? fresh[firstFresh + index - returned.length];

  /** How many of the first writes share a request. */
  function reach(maxItems: number): { count: number; isFull: boolean } {
    let bytes = 0;
    for (let count = 0; count < maxItems; count += 1) {
      const write = peek(count);
      if (write === undefined) return { count, isFull: false };
      bytes += write.sizeBytes;
      if (count > 0 && (write.alone || bytes > MAX_BATCH_BYTES)) return { count, isFull: true };
      if (write.alone) return { count: 1, isFull: true };
    }
    return { count: maxItems, isFull: true };
  }

  return {
    get length() {
      return length();
    },
    push(write) {
      fresh.push(write);
    },
    putBack(write) {
      returned.push(write);
    },
    fills(maxItems) {
      return length() >= maxItems || reach(maxItems).isFull;
    },
    take(maxItems) {
      const { count } = reach(maxItems);
      const taken = returned.splice(0, count);
      const end = firstFresh + count - taken.length;
      taken.push(...fresh.slice(firstFresh, end));
      firstFresh = end;
      if (firstFresh > MAX_TAKEN_IN_LIST || firstFresh === fresh.length) {
        fresh = fresh.slice(firstFresh);
        firstFresh = 0;
      }
      return taken;
    },
  };
}

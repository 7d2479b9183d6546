import type { AcknowledgedEvent } from "./outcome.ts";

/** A write in the order of the calls. */
export interface OpenWrite {
  /** 1 for the first write of the sink, each later one is one more. */
  readonly sequence: number;
  readonly key: string | undefined;
  readonly id: string | undefined;
  state: "open" | "durable" | "failed";
}

/** The writes whose outcome is open, waiting ones included, in the order in which they were asked for. */
export interface OpenWrites {
  /** The last write before which, itself included, everything is durable. */
  readonly acknowledged: AcknowledgedEvent | undefined;
  /** The number of the last write before which, itself included, every outcome is known; 0 at first. */
  readonly settledThrough: number;
  /** The number for the next write. */
  nextSequence(): number;
  /** Takes writes in the order of their numbers. */
  begin(write: OpenWrite): void;
  /** Looks how far everything is settled by now; call it after states have changed. */
  advance(): void;
  /** Resolves when all writes that are open now have been settled; later ones are not waited for. */
  settled(): Promise<void>;
}

/** Settled writes that may stay in the list before it is cut. */
const MAX_SETTLED_IN_LIST = 1_024;

/** Whom the open writes tell of their steps. */
export interface OpenWritesListeners {
  onAcknowledged?: ((event: AcknowledgedEvent) => void) | undefined;
  /** `settledThrough` has moved. */
  onSettledThrough?: (() => void) | undefined;
}

export function createOpenWrites(listeners: OpenWritesListeners = {}): OpenWrites {
  const { onAcknowledged, onSettledThrough } = listeners;
  let writes: OpenWrite[] = [];
  let first = 0;
  let sequence = 0;
  let settledThrough = 0;
  let blocked = false;
  let acknowledged: AcknowledgedEvent | undefined;
  let lastId: string | undefined;
  let waiters: { sequence: number; resolve: () => void }[] = [];

  function acknowledge({ sequence, key = "" }: OpenWrite): void {
    acknowledged = lastId === undefined ? { sequence, key } : { sequence, key, id: lastId };
    onAcknowledged?.(acknowledged);
  }

  function wake(): void {
    const [due, waiting] = [waiters, [] as typeof waiters];
    for (const waiter of due) {
      if (waiter.sequence <= settledThrough) waiter.resolve();
      else waiting.push(waiter);
    }
    waiters = waiting;
  }

  return {
    get acknowledged() {
      return acknowledged;
    },
    get settledThrough() {
      return settledThrough;
    },
    nextSequence() {
      sequence += 1;
      return sequence;
    },
    begin(write) {
      writes.push(write);
    },
    advance() {
      const before = settledThrough;
      let lastDurable: OpenWrite | undefined;
      let next = writes[first];
      while (next !== undefined && next.state !== "open") {
        blocked ||= next.state === "failed";
        if (!blocked) {
          lastDurable = next;
          lastId = next.id ?? lastId;
        }
        settledThrough = next.sequence;
        first += 1;
        next = writes[first];
      }
      if (first > MAX_SETTLED_IN_LIST || next === undefined) {
        writes = writes.slice(first);
        first = 0;
      }
      if (lastDurable !== undefined) acknowledge(lastDurable);
      if (waiters.length > 0) wake();
      if (settledThrough > before) onSettledThrough?.();
    },
    settled() {
      if (settledThrough === sequence) return Promise.resolve();
      return new Promise((resolve) => waiters.push({ sequence, resolve }));
    },
  };
}

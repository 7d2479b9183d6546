interface Timer {
  readonly atMs: number;
  /** Timers of one moment go off in the order in which they were set. */
  readonly order: number;
  callback: (() => void) | undefined;
}

/** Virtual time: it stands still until a timer is let go off. */
export class VirtualClock {
  nowMs: number;
  /** Timers that have gone off. */
  steps = 0;
  private readonly heap: Timer[] = [];
  private timersSet = 0;

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  /** Calls `callback` in `delayMs` (cut to whole milliseconds), unless the returned function is called before. */
  after(delayMs: number, callback: () => void): () => void {
    this.timersSet += 1;
    const atMs = this.nowMs + Math.max(0, Math.trunc(delayMs) || 0);
    const timer: Timer = { atMs, order: this.timersSet, callback };
    this.push(timer);
    return () => {
      timer.callback = undefined;
    };
  }

  /** Resolves in `delayMs`. */
  pause(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Moves on to the next timer and lets it go off; false when there is none. */
  step(): boolean {
    for (;;) {
      const timer = this.pop();
      if (timer === undefined) return false;
      const { callback } = timer;
      if (callback === undefined) continue;
      this.nowMs = timer.atMs;
      this.steps += 1;
      callback();
      return true;
    }
  }

  private push(timer: Timer): void {
    const { heap } = this;
    let index = heap.push(timer) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      const above = heap[parent] as Timer;
      if (!isBefore(timer, above)) break;
      heap[index] = above;
      index = parent;
    }
    heap[index] = timer;
  }

  private pop(): Timer | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Timer, heap[child] as Timer)) child += 1;
      if (!isBefore(heap[child] as Timer, last)) break;
      heap[index] = heap[child] as Timer;
      index = child;
    }
    heap[index] = last;
    return first;
  }
}

function isBefore(one: Timer, other: Timer): boolean {
  return one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);
}

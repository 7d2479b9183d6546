/** What is remembered of an event that was made. */
export interface LoggedEvent {
  readonly seq: number;
  /** 40 lower-case hex digits. */
  readonly sha1: string;
  /** When it was made, ms since the epoch. */
  readonly at: number;
}

const SEGMENT_EVENTS = 4096;
const SHA1_BYTES = 20;

interface Segment {
  readonly at: Float64Array;
  readonly sha1: Buffer;
}

/** Remembers the newest events of a stream, 28 bytes each; sequence numbers start at 1 and have no gaps. */
export class EventLog {
  readonly #maxEvents: number;
  readonly #segments = new Map<number, Segment>();
  #lastSeq = 0;

  constructor(maxEvents: number) {
    this.#maxEvents = maxEvents;
  }

  /** 0 before the first event. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** The oldest event still remembered; `lastSeq + 1` when there is none. */
  get firstSeq(): number {
    return Math.max(1, this.#lastSeq - this.#maxEvents + 1);
  }

  /** Whether events have been forgotten to stay within the limit. */
  get truncated(): boolean {
    return this.firstSeq > 1;
  }

  /** Notes the next event. */
  append(sha1: Buffer, at: number): void {
    const slot = this.#lastSeq % SEGMENT_EVENTS;
    const index = (this.#lastSeq - slot) / SEGMENT_EVENTS;
    let segment = this.#segments.get(index);
    if (segment === undefined) {
      segment = { at: new Float64Array(SEGMENT_EVENTS), sha1: Buffer.alloc(SEGMENT_EVENTS * SHA1_BYTES) };
      this.#segments.set(index, segment);
    }
    segment.at[slot] = at;
    sha1.copy(segment.sha1, slot * SHA1_BYTES);
    this.#lastSeq += 1;
    this.#forgetBefore(this.firstSeq);
  }

  /** The remembered events from `firstSeq` to `lastSeq`, both included, as far as they are remembered. */
  *entries(firstSeq: number, lastSeq: number): Generator<LoggedEvent> {
    for (let seq = Math.max(firstSeq, this.firstSeq); seq <= lastSeq; seq++) {
      const slot = (seq - 1) % SEGMENT_EVENTS;
      const segment = this.#segments.get((seq - 1 - slot) / SEGMENT_EVENTS);
      const at = segment?.at[slot];
      if (segment === undefined || at === undefined) continue;
      yield { seq, at, sha1: segment.sha1.toString("hex", slot * SHA1_BYTES, (slot + 1) * SHA1_BYTES) };
    }
  }

  #forgetBefore(seq: number): void {
    for (const index of this.#segments.keys()) {
      if ((index + 1) * SEGMENT_EVENTS >= seq) return;
      this.#segments.delete(index);
    }
  }
}

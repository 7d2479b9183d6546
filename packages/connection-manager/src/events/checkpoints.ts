import type { AcknowledgedEvent } from "@unbounded-streams/event-sink";

/** A cursor that came between two events. */
interface Mark {
  /** The sink's number of the last write before it; 0 when there is none. */
  readonly after: number;
  cursor: string;
  /** The number of the first write after it that has a cursor of its own. */
  next: number | undefined;
}

/**
 * How far a stream has come: by the cursors of its events, and by those that come between them with what is no event. Each counts
 * once everything before it is durable.
 */
export class Checkpoints {
  /** The newest cursor up to which everything is durable. */
  durable: string | undefined;
  private written = 0;
  private acknowledgedThrough = 0;
  /** In their order. No two of them stand after the same write, so there are no more than writes on their way, and one. */
  private marks: Mark[] = [];

  /**
   * The sink is given its next write: to be told before, as it may acknowledge it at once.
   *
   * @param hasCursor whether its id can be a cursor
   */
  writes(hasCursor: boolean): void {
    this.written += 1;
    const mark = this.marks.at(-1);
    if (hasCursor && mark !== undefined) mark.next ??= this.written;
  }

  /** A cursor comes that belongs to no write, after all that were made. */
  mark(cursor: string): void {
    const last = this.marks.at(-1);
    if (last?.after === this.written) last.cursor = cursor;
    else this.marks.push({ after: this.written, cursor, next: undefined });
    if (this.acknowledgedThrough === this.written) this.durable = cursor;
  }

  /**
   * The sink has made all writes up to this one durable.
   *
   * @param id the newest of these writes, if it can be a cursor
   */
  acknowledged({ sequence }: AcknowledgedEvent, id: string | undefined): void {
    this.acknowledgedThrough = sequence;
    const reached = this.marks.findLast(({ after }) => after <= sequence);
    if (reached === undefined) {
      this.durable = id ?? this.durable;
      return;
    }
    const isPassed = reached.next !== undefined && reached.next <= sequence;
    this.durable = (isPassed ? id : undefined) ?? reached.cursor;
    this.marks = this.marks.filter(({ after }) => after > sequence || (after === reached.after && !isPassed));
  }
}

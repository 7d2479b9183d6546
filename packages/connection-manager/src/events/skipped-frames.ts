import type { DeadLetter, DeadLetterRecord } from "@unbounded-streams/event-sink";
import { MAX_SKIPPED_EXCERPT_BYTES, MAX_SKIPPED_EXCERPTS } from "../limits.ts";
import type { ConnectionLog } from "../report/connection-log.ts";

/** What the log is called as a place. */
const LOCATION = "log";

/** Of those that go to the log by number alone, each so many-th does. */
const COUNTED_EVERY = 1_000;

/**
 * Where nothing else keeps what cannot be stored: an excerpt of it goes to the log, and it is counted. A flood is told by its
 * number, not by all that it is made of.
 */
export class SkippedFrames implements DeadLetter {
  /** How many were passed over. */
  count = 0;
  private readonly log: ConnectionLog;

  constructor(log: ConnectionLog) {
    this.log = log;
  }

  async put({ data, reason, message, id, type, sizeBytes = data.byteLength }: DeadLetterRecord) {
    this.count += 1;
    if (this.count > MAX_SKIPPED_EXCERPTS) {
      if (this.count % COUNTED_EVERY === 0) this.log.warn("frames skipped", { count: this.count, reason });
      return { location: LOCATION };
    }
    const { buffer, byteOffset, byteLength } = data;
    const excerpt = Buffer.from(buffer, byteOffset, Math.min(byteLength, MAX_SKIPPED_EXCERPT_BYTES));
    this.log.warn("frame skipped", {
      reason,
      problem: message,
      sizeBytes,
      ...(id !== undefined && { eventId: id.slice(0, MAX_SKIPPED_EXCERPT_BYTES) }),
      ...(type !== undefined && { eventType: type.slice(0, MAX_SKIPPED_EXCERPT_BYTES) }),
      excerpt: excerpt.toString(),
    });
    return { location: LOCATION };
  }
}

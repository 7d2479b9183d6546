import type { DeadLetter, DeadLetterRecord } from "@unbounded-streams/event-sink";
import { MAX_SKIPPED_EXCERPT_BYTES } from "../limits.ts";
import type { ConnectionLog } from "../report/connection-log.ts";

/** What the log is called as a place. */
const LOCATION = "log";

/** Where nothing else keeps what cannot be stored: an excerpt of it goes to the log, and it is counted. */
export class SkippedFrames implements DeadLetter {
  /** How many were passed over. */
  count = 0;
  private readonly log: ConnectionLog;

  constructor(log: ConnectionLog) {
    this.log = log;
  }

  async put({ data, reason, message, id, type, sizeBytes = data.byteLength }: DeadLetterRecord) {
    this.count += 1;
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

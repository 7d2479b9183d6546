import type { StoredEvent } from "@unbounded-streams/event-sink";
import { IndexMissingError } from "../errors.ts";
import {
  INDEX_AGAIN_MS,
  MAX_AHEAD_MS,
  MAX_TAIL_EVENTS,
  SEGMENT_OVERLAP_MS,
  TAIL_OVERLAP_MS,
} from "../limits.ts";
import { type TailEntry, tailEntry } from "../report/tail-entry.ts";
import type { EventReader } from "../tables/event-reader.ts";

/** The last events of a stream, looked at again and again: after the first look only those of the time since then, and somewhat before, are read. */
export class Tail {
  private readonly reader: EventReader;
  private readonly streamId: string;
  private known = new Map<string, TailEntry>();
  private hasSegments = false;
  /** When the index was found not to be there. */
  private lackedIndexAtMs: number | undefined;

  constructor(reader: EventReader, streamId: string) {
    this.reader = reader;
    this.streamId = streamId;
  }

  /**
   * The last events by their keys, in no order.
   *
   * @throws {WatchError}
   */
  async read(nowMs: number, signal: AbortSignal): Promise<ReadonlyMap<string, TailEntry>> {
    const untilMs = nowMs + MAX_AHEAD_MS;
    const lastMs = Math.min(nowMs, Math.max(0, ...Array.from(this.known.values(), timeOf)));
    const span = { streamId: this.streamId, untilMs };
    const found = new Map(this.known);
    const packed = this.reader.packed({ ...span, sinceMs: lastMs - SEGMENT_OVERLAP_MS }, signal);
    if ((await learn(packed, untilMs, found)) > 0) this.hasSegments = true;
    const { lackedIndexAtMs = Number.NEGATIVE_INFINITY } = this;
    if (!this.hasSegments || nowMs >= lackedIndexAtMs + INDEX_AGAIN_MS) {
      const single = this.reader.single({ ...span, sinceMs: lastMs - TAIL_OVERLAP_MS }, signal);
      await learn(single, untilMs, found).catch((error: unknown) => {
        if (!(error instanceof IndexMissingError && this.hasSegments)) throw error;
        this.lackedIndexAtMs = nowMs;
      });
    }
    this.known = lastOf(found);
    return this.known;
  }
}

/** Data that is large is let go of as soon as the part of it that is shown is known. */
async function learn(
  events: AsyncIterable<StoredEvent>,
  untilMs: number,
  found: Map<string, TailEntry>,
): Promise<number> {
  let count = 0;
  for await (const event of events) {
    count += 1;
    const { key, receivedAtMs = 0 } = event;
    if (receivedAtMs <= untilMs && !found.has(key)) found.set(key, tailEntry(event));
    if (found.size > 2 * MAX_TAIL_EVENTS) cut(found);
  }
  return count;
}

function cut(found: Map<string, TailEntry>): void {
  const last = lastOf(found);
  for (const key of found.keys()) if (!last.has(key)) found.delete(key);
}

function lastOf(found: ReadonlyMap<string, TailEntry>): Map<string, TailEntry> {
  const byTime = Array.from(found).toSorted(
    ([oneKey, one], [otherKey, other]) => timeOf(other) - timeOf(one) || (oneKey < otherKey ? 1 : -1),
  );
  return new Map(byTime.slice(0, MAX_TAIL_EVENTS));
}

function timeOf({ receivedAtMs }: TailEntry): number {
  return receivedAtMs;
}

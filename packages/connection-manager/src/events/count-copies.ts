import type { StoredSegment } from "@unbounded-streams/event-sink";
import type { OverlapProbe } from "./overlap-probe.ts";

/** Which events are looked for. */
export interface CopySearch {
  readonly probe: Pick<OverlapProbe, "connectedAtMs" | "has">;
  /** Copies that arrived at this time or later do not count, in epoch milliseconds. */
  readonly beforeMs: number;
}

/**
 * How many segments have each of the probe's events. What is older than the connection is looked at as long as it has such events, which a
 * resumed source brings again: they are the last before it. Of one moment all segments are looked at, as they have no order.
 *
 * @param shards segments, the newest first
 */
export async function countCopies(
  shards: readonly AsyncIterable<StoredSegment>[],
  { probe, beforeMs }: CopySearch,
): Promise<ReadonlyMap<string, number>> {
  const copies = new Map<string, number>();
  for (const segments of shards) {
    let without = Number.NEGATIVE_INFINITY;
    for await (const { startMs, events } of segments) {
      if (startMs < without) break;
      const known = events.filter(({ key }) => probe.has(key));
      const isBeyond = known.length === 0 && startMs < probe.connectedAtMs;
      without = isBeyond ? startMs : Number.NEGATIVE_INFINITY;
      const inTime = known.filter(({ receivedAtMs = startMs }) => receivedAtMs < beforeMs);
      for (const key of new Set(inTime.map((event) => event.key)))
        copies.set(key, (copies.get(key) ?? 0) + 1);
    }
  }
  return copies;
}

import type { StoredEvent } from "../records/event.ts";
import type { EventItem } from "../records/item.ts";
import { eventsOf, segmentStartMs } from "../records/segment.ts";
import type { TableLayout } from "../records/table-layout.ts";
import type { ReadRange } from "./read-options.ts";

/** An event, and when it arrived. */
interface Arrival {
  readonly atMs: number;
  readonly event: StoredEvent;
}

/** The events of items as they are read: those of segments in the order in which they arrived, others as the items come. */
export function eventsInOrder(
  items: AsyncIterable<EventItem>,
  range: Pick<ReadRange, "packed" | "firstMs" | "lastMs" | "layout">,
): AsyncGenerator<StoredEvent> {
  return range.packed ? inOrderOfArrival(items, range) : unpacked(items, range.layout);
}

async function* unpacked(items: AsyncIterable<EventItem>, layout: TableLayout): AsyncGenerator<StoredEvent> {
  for await (const item of items) yield* eventsOf(item, layout);
}

/**
 * The events of segments that come sorted by their times, in the order in which they arrived: what two connections have received side by side
 * stands in segments that overlap. Held are the events of segments that overlap with the last one read.
 */
async function* inOrderOfArrival(
  segments: AsyncIterable<EventItem>,
  { firstMs, lastMs, layout }: Pick<ReadRange, "firstMs" | "lastMs" | "layout">,
): AsyncGenerator<StoredEvent> {
  let held: Arrival[] = [];
  for await (const segment of segments) {
    const startMs = segmentStartMs(segment[layout.keys.sort]?.S ?? "");
    const next = held.findIndex(({ atMs }) => atMs >= startMs);
    const past = held.slice(0, next < 0 ? held.length : next);
    for (const { event } of past) yield event;
    const arrivals = eventsOf(segment, layout)
      .map((event) => ({ atMs: event.receivedAtMs ?? startMs, event }))
      .filter(({ atMs }) => atMs >= firstMs && atMs <= lastMs);
    held = sorted([...held.slice(past.length), ...arrivals]);
  }
  for (const { event } of held) yield event;
}

/** Stable: of one moment, those of the earlier segment come first. */
function sorted(arrivals: Arrival[]): Arrival[] {
  return arrivals.sort((one, other) => one.atMs - other.atMs);
}

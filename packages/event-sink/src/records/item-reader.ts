import type { StoredEvent } from "./event.ts";
import type { EventItem } from "./item.ts";
import { eventsOf } from "./segment.ts";
import { type TableLayoutOptions, tableLayout } from "./table-layout.ts";

/**
 * Makes what `eventsOfItem` is for a table with keys of other names, or a prefix: the events in an item, one or those of a segment.
 * It throws as that does.
 */
export function createItemReader(options: TableLayoutOptions): (item: EventItem) => StoredEvent[] {
  const layout = tableLayout(options);
  return (item) => eventsOf(item, layout);
}

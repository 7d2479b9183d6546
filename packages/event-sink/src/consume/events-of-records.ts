import type { StoredEvent } from "../records/event.ts";
import { canBeEvent } from "../records/item.ts";
import { eventsOf } from "../records/segment.ts";
import { type TableLayout, type TableLayoutOptions, tableLayout } from "../records/table-layout.ts";
import { MissingImageError } from "./errors.ts";
import { addedItem, recordsOf, type StreamRecord, type StreamRecords } from "./stream-record.ts";

/** An event that was added to the table. */
export interface ConsumedEvent extends StoredEvent {
  /** Of the record that told of it: what Lambda calls the failed item by. */
  readonly sequenceNumber: string;
}

/** What is in a delivery, up to the first record that cannot be read. */
export interface UnpackedRecords {
  /** In the order of the records, each once. */
  readonly events: readonly ConsumedEvent[];
  /** The record that cannot be read, and why; absent when all can. Those behind it are not looked at. */
  readonly unreadable?: { readonly sequenceNumber: string; readonly cause: Error };
}

/**
 * The events that a delivery of a table's stream tells of: unpacked, decompressed, each once. Records of items that were changed or
 * removed (DynamoDB's TTL does) are passed over, and so are items of other programs in the same table, which have no `data` or another
 * partition key than `partitionPrefix` says.
 */
export function eventsOfRecords(
  delivery: StreamRecords | readonly StreamRecord[],
  options: TableLayoutOptions = {},
): UnpackedRecords {
  const layout = tableLayout(options);
  const events = new Map<string, ConsumedEvent>();
  for (const record of recordsOf(delivery)) {
    const sequenceNumber = record.dynamodb?.SequenceNumber ?? "";
    try {
      for (const event of addedEvents(record, layout)) {
        const name = JSON.stringify([event.streamId, event.key]);
        if (!events.has(name)) events.set(name, { ...event, sequenceNumber });
      }
    } catch (error) {
      const cause = error instanceof Error ? error : new Error(String(error));
      return { events: [...events.values()], unreadable: { sequenceNumber, cause } };
    }
  }
  return { events: [...events.values()] };
}

function addedEvents(record: StreamRecord, layout: TableLayout): StoredEvent[] {
  const item = addedItem(record);
  if (item === undefined) return [];
  if (Object.keys(item).length === 0) throw new MissingImageError();
  return canBeEvent(item, layout) ? eventsOf(item, layout) : [];
}

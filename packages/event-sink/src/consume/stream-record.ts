import type { EventItem } from "../records/item.ts";

/** A record of a table's stream as Lambda's event-source mapping and EventBridge Pipes deliver it, as far as it is looked at. */
export interface StreamRecord {
  readonly eventName?: "INSERT" | "MODIFY" | "REMOVE" | undefined;
  readonly dynamodb?:
    | {
        /** Rises within a shard of the stream. */
        readonly SequenceNumber?: string | undefined;
        /** Binary as base64 text. Absent unless the stream's view has it. */
        readonly NewImage?: object | undefined;
      }
    | undefined;
}

/** What Lambda's event-source mapping delivers. */
export interface StreamRecords {
  readonly Records: readonly StreamRecord[];
}

/** The records of one delivery: a mapping's event, or the list that a pipe hands over. */
export function recordsOf(delivery: StreamRecords | readonly StreamRecord[]): readonly StreamRecord[] {
  return "Records" in delivery ? delivery.Records : delivery;
}

/** The item that a record tells of, where it is one that was added. What was changed or has expired is no new event. */
export function addedItem({ eventName, dynamodb }: StreamRecord): EventItem | undefined {
  return eventName === "INSERT" ? ((dynamodb?.NewImage ?? {}) as EventItem) : undefined;
}

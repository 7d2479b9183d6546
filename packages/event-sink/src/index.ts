export type { System } from "@unbounded-streams/dynamodb-request";
export type {
  DeadLetter,
  DeadLetterReader,
  DeadLetterReason,
  DeadLetterRecord,
} from "./dead-letters/dead-letter.ts";
export {
  AttemptTimeoutError,
  DeadLetterError,
  type EventFailure,
  EventReadError,
  EventRejectedError,
  EventSinkError,
  EventTooLargeError,
  EventWriteError,
  FlushError,
  InvalidDeadLetterError,
  InvalidEventError,
  InvalidItemError,
  InvalidOptionsError,
  MissingIndexError,
  ReadAbortedError,
  type RejectionReason,
  SinkAbortedError,
  StatementError,
  TableKeyError,
  UnsupportedEncodingError,
} from "./errors.ts";
export { createEventSink } from "./event-sink.ts";
export { MAX_ITEM_BYTES } from "./limits.ts";
export { readEvents } from "./reading/read-events.ts";
export type { ReadEventsOptions, ReadSegmentsOptions } from "./reading/read-options.ts";
export { readSegments, type StoredSegment } from "./reading/read-segments.ts";
export type {
  CompressRule,
  EventKeyRule,
  FieldKeyRule,
  RejectedEvent,
  SinkEvent,
  StoredEvent,
} from "./records/event.ts";
export { eventKey } from "./records/event-key.ts";
export type { AttributesRule } from "./records/further-attributes.ts";
export { type EventItem, fromItem } from "./records/item.ts";
export { createItemReader } from "./records/item-reader.ts";
export { itemSizeBytes, writeUnits } from "./records/item-size.ts";
export { eventsOfItem } from "./records/segment.ts";
export type { TableKeys, TableLayoutOptions } from "./records/table-layout.ts";
export { type EventsTableOptions, eventsTable, RECEIVED_AT_INDEX } from "./table/events-table.ts";
export type { WriteMode, WriteModeState } from "./table/write-mode.ts";
export type { EventSink, EventSinkOptions, RetryOptions } from "./types.ts";
export { toWritableStream } from "./writable-stream.ts";
export {
  type ByteBudget,
  type ByteBudgetOptions,
  type ByteShare,
  createByteBudget,
} from "./writing/byte-budget.ts";
export type { AcknowledgedEvent, EventSinkStats, SettledEvent, SinkMetrics } from "./writing/outcome.ts";

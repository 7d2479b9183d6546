export type { DeadLetter, DeadLetterReader, DeadLetterRecord } from "./dead-letter.ts";
export {
  AttemptTimeoutError,
  DeadLetterError,
  type EventFailure,
  EventReadError,
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
  SinkAbortedError,
  StatementError,
  TableKeyError,
  UnsupportedEncodingError,
} from "./errors.ts";
export { eventKey } from "./event-key.ts";
export { createEventSink } from "./event-sink.ts";
export { type EventsTableOptions, eventsTable, RECEIVED_AT_INDEX } from "./events-table.ts";
export { type EventItem, fromItem } from "./item.ts";
export { itemSizeBytes, writeUnits } from "./item-size.ts";
export { MAX_ITEM_BYTES } from "./limits.ts";
export { readEvents } from "./read-events.ts";
export type { ReadEventsOptions } from "./read-options.ts";
export type {
  AcknowledgedEvent,
  CompressRule,
  EventKeyRule,
  EventSink,
  EventSinkOptions,
  EventSinkStats,
  FieldKeyRule,
  RetryOptions,
  SettledEvent,
  SinkEvent,
  SinkMetrics,
  StoredEvent,
  System,
  WriteMode,
  WriteModeState,
} from "./types.ts";
export { toWritableStream } from "./writable-stream.ts";

export type { DeadLetter, DeadLetterRecord } from "./dead-letter.ts";
export {
  AttemptTimeoutError,
  DeadLetterError,
  type EventFailure,
  EventSinkError,
  EventTooLargeError,
  EventWriteError,
  FlushError,
  InvalidEventError,
  InvalidItemError,
  InvalidOptionsError,
  SinkAbortedError,
  UnsupportedEncodingError,
} from "./errors.ts";
export { eventKey } from "./event-key.ts";
export { createEventSink } from "./event-sink.ts";
export { eventsTable } from "./events-table.ts";
export { type EventItem, fromItem } from "./item.ts";
export { itemSizeBytes, writeUnits } from "./item-size.ts";
export { MAX_ITEM_BYTES } from "./limits.ts";
export type {
  CompressRule,
  EventKeyRule,
  EventSink,
  EventSinkOptions,
  EventSinkStats,
  FieldKeyRule,
  RetryOptions,
  SettledEvent,
  SinkEvent,
  StoredEvent,
  System,
} from "./types.ts";

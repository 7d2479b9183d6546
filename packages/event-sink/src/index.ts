export {
  AttemptTimeoutError,
  type EventFailure,
  EventSinkError,
  EventTooLargeError,
  EventWriteError,
  FlushError,
  InvalidEventError,
  InvalidItemError,
  InvalidOptionsError,
  SinkAbortedError,
} from "./errors.ts";
export { eventKey } from "./event-key.ts";
export { createEventSink } from "./event-sink.ts";
export { eventsTable } from "./events-table.ts";
export { type EventItem, fromItem } from "./item.ts";
export { itemSizeBytes } from "./item-size.ts";
export { MAX_ITEM_BYTES } from "./limits.ts";
export type {
  EventKeyRule,
  EventSink,
  EventSinkOptions,
  EventSinkStats,
  RetryOptions,
  SettledEvent,
  SinkEvent,
  StoredEvent,
  System,
} from "./types.ts";

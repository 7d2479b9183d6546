import { EventSinkError } from "../errors.ts";

/** A record of an added item without the item. */
export class MissingImageError extends EventSinkError {
  override readonly name = "MissingImageError";
  readonly code = "MISSING_IMAGE";

  constructor() {
    super(
      "the record has no NewImage: give the table's stream the view NEW_IMAGE or NEW_AND_OLD_IMAGES, as events are read out of it",
    );
  }
}

/** A consumer took a delivery in part. */
export class EventsNotTakenError extends EventSinkError {
  override readonly name = "EventsNotTakenError";
  readonly code = "EVENTS_NOT_TAKEN";
  readonly key: string;

  constructor(key: string) {
    super(`onEvents has not taken the events from ${key} on: they are delivered again`);
    this.key = key;
  }
}

/** A pipe's delivery holds more than its target takes at once. */
export class TooMuchForTargetError extends EventSinkError {
  override readonly name = "TooMuchForTargetError";
  readonly code = "TOO_MUCH_FOR_TARGET";
  /** In the delivery. */
  readonly events: number;

  constructor(events: number, limits: { readonly maxMessages: number; readonly maxBytes: number }) {
    super(
      `${events} events are more than the ${limits.maxMessages} messages and ${limits.maxBytes} bytes that the target takes at once: the pipe delivers them again in halves; with a smaller batch size it need not`,
    );
    this.events = events;
  }
}

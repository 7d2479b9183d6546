import {
  ATTEMPT_TIMEOUT,
  countedAttempts,
  describeCause,
  type Remedies,
  remedyFor,
} from "@unbounded-streams/dynamodb-request";
import { MAX_DOCUMENT_BYTES, MAX_FAILURES_IN_MESSAGE, MAX_ITEM_BYTES } from "./limits.ts";

const DEFAULT_TABLE_KEYS = "PK (S) and SK (S)";

/** What every error of this package is. Tell them apart by `code`. */
export abstract class EventSinkError extends Error {
  abstract readonly code: string;
}

/** Options that `createEventSink` or another function cannot work with; `issues` has one sentence for each. */
export class InvalidOptionsError extends EventSinkError {
  override readonly name = "InvalidOptionsError";
  readonly code = "INVALID_OPTIONS";
  readonly issues: readonly string[];

  constructor(issues: readonly string[], caller = "createEventSink") {
    super(`${caller} cannot work with these options: ${issues.join("; ")}`);
    this.issues = issues;
  }
}

/** An event without a usable key or data. `key` is its id, where it has one. */
export class InvalidEventError extends EventSinkError {
  override readonly name = "InvalidEventError";
  readonly code = "INVALID_EVENT";
  readonly key: string | undefined;

  constructor(problem: string, options: { key?: string | undefined; cause?: unknown } = {}) {
    super(problem, "cause" in options ? { cause: options.cause } : undefined);
    this.key = options.key;
  }
}

/** An event whose item would be over DynamoDB's 400 KB. No request was made. */
export class EventTooLargeError extends EventSinkError {
  override readonly name = "EventTooLargeError";
  readonly code = "EVENT_TOO_LARGE";
  readonly key: string;
  /** As DynamoDB counts the item, attribute names included. */
  readonly sizeBytes: number;
  readonly maxBytes: number;

  constructor(key: string, sizeBytes: number, maxBytes: number = MAX_ITEM_BYTES) {
    super(
      `event ${key} makes an item of ${sizeBytes} bytes, DynamoDB stores ${maxBytes} at most: split or compress it`,
    );
    this.key = key;
    this.maxBytes = maxBytes;
    this.sizeBytes = sizeBytes;
  }
}

/** Why something that came between events is none: not what its format says, or over its reader's bound. */
export type RejectionReason = "FRAME_INVALID" | "FRAME_TOO_LARGE";

/** Something between events that is none, given to `reject` of a sink without a dead-letter store. */
export class EventRejectedError extends EventSinkError {
  override readonly name = "EventRejectedError";
  readonly code = "EVENT_REJECTED";
  /** By which a dead-letter store would name it. */
  readonly key: string;
  readonly reason: RejectionReason;

  constructor(key: string, { reason, message }: { reason: RejectionReason; message: string }) {
    super(`${reason}: ${message}; give the sink a dead-letter store to keep it`);
    this.key = key;
    this.reason = reason;
  }
}

/**
 * An event that DynamoDB did not confirm as stored: it refused the write, or every attempt failed, or the sink was
 * aborted meanwhile. After a lost reply the event may be in the table all the same; writing it again is safe.
 * `cause` is the error of the last attempt.
 */
export class EventWriteError extends EventSinkError {
  override readonly name = "EventWriteError";
  readonly code = "EVENT_WRITE_FAILED";
  readonly key: string;
  /** Requests made for this event. */
  readonly attempts: number;

  constructor(options: {
    key: string;
    tableName: string;
    attempts: number;
    cause: unknown;
    /** The table's keys as they must be, in words. */
    tableKeys?: string;
  }) {
    const { key, tableName, attempts, cause, tableKeys } = options;
    super(
      `event ${key} was not confirmed as stored in table ${tableName} after ${countedAttempts(attempts)}: ${describeCause(cause)}${remedy(cause, tableKeys)}`,
      { cause },
    );
    this.key = key;
    this.attempts = attempts;
  }
}

/**
 * An event that the table cannot take, and that the dead-letter store did not confirm either. `cause` is the error of
 * the last attempt, `reason` why the table cannot take it.
 */
export class DeadLetterError extends EventSinkError {
  override readonly name = "DeadLetterError";
  readonly code = "DEAD_LETTER_FAILED";
  readonly key: string;
  /** Calls of the dead-letter store made for this event. */
  readonly attempts: number;
  readonly reason: string;

  constructor(options: { key: string; reason: string; attempts: number; cause: unknown }) {
    const { key, reason, attempts, cause } = options;
    super(
      `event ${key} (${reason}) was not confirmed by the dead-letter store after ${countedAttempts(attempts)}: ${describeCause(cause)}. The store must be there and writable`,
      { cause },
    );
    this.key = key;
    this.attempts = attempts;
    this.reason = reason;
  }
}

/** The sink's `signal` aborted; `cause` is the signal's reason. */
export class SinkAbortedError extends EventSinkError {
  override readonly name = "SinkAbortedError";
  readonly code = "SINK_ABORTED";

  constructor(reason: unknown) {
    super("the sink was aborted by its signal", { cause: reason });
  }
}

/** A request whose reply did not come in time: the `cause` of an `EventWriteError`. */
export class AttemptTimeoutError extends EventSinkError {
  override readonly name = "AttemptTimeoutError";
  readonly code = ATTEMPT_TIMEOUT;

  constructor(timeoutMs: number, peer?: string) {
    const option = peer === undefined ? " (attemptTimeoutMs)" : "";
    super(`${peer ?? "DynamoDB"} did not answer within ${timeoutMs} ms${option}`);
  }
}

/** Why one event is not in the table; each has the event's `key`. */
export type EventFailure =
  | InvalidEventError
  | EventTooLargeError
  | EventRejectedError
  | EventWriteError
  | DeadLetterError;

/** The answer to one statement of a batch that is no success: the `cause` of an `EventWriteError`. */
export class StatementError extends EventSinkError {
  override readonly name = "StatementError";
  readonly code = "STATEMENT_FAILED";
  /** DynamoDB's own code, such as `AccessDenied`. */
  readonly reason: string;

  constructor(reason: string, message: string) {
    super(`${reason}: ${message}`);
    this.reason = reason;
  }
}

/** A table whose key is the partition key alone, which can hold one event of a stream: the `cause` of an `EventWriteError`. */
export class TableKeyError extends EventSinkError {
  override readonly name = "TableKeyError";
  readonly code = "TABLE_KEY";

  constructor(tableName: string, tableKeys = DEFAULT_TABLE_KEYS) {
    super(
      `table ${tableName} gave another event's item for this one's keys: its key must be ${tableKeys}, as eventsTable makes it`,
    );
  }
}

/** Some events were not confirmed as stored; `failures` names them, `cause` is the first. */
export class FlushError extends EventSinkError {
  override readonly name = "FlushError";
  readonly code = "FLUSH_FAILED";
  /** In the order in which they came up; of more than 1,000 the first. */
  readonly failures: readonly EventFailure[];
  /** How many events were not stored, those beyond `failures` too. */
  readonly failed: number;

  constructor(failures: readonly EventFailure[], counts: { failed: number; received: number }) {
    const { failed, received } = counts;
    const named = failures.slice(0, MAX_FAILURES_IN_MESSAGE).map((failure) => failure.message);
    const rest = failed - named.length;
    const more = rest > 0 ? `; and ${rest} more (see failures)` : "";
    super(`${failed} of ${received} events were not stored: ${named.join("; ")}${more}`, {
      cause: failures[0],
    });
    this.failures = failures;
    this.failed = failed;
  }
}

/** `readEvents` was asked for a time, or to follow, and the table has no index by time. */
export class MissingIndexError extends EventSinkError {
  override readonly name = "MissingIndexError";
  readonly code = "MISSING_INDEX";

  constructor(tableName: string, index: string, cause: unknown) {
    super(
      `table ${tableName} has no index ${index}, which since, until and follow need unless the stream is packed (packed: true): create the table with eventsTable(name, { receivedAtIndex: true }), or add that index with UpdateTable`,
      { cause },
    );
  }
}

/** DynamoDB refused to read, or did not answer; `cause` is the SDK's error. */
export class EventReadError extends EventSinkError {
  override readonly name = "EventReadError";
  readonly code = "EVENT_READ_FAILED";

  constructor(tableName: string, cause: unknown, tableKeys?: string) {
    const denied = cause instanceof Error && cause.name === "AccessDeniedException";
    const what = denied ? ". Allow dynamodb:Query on the table and its indexes" : remedy(cause, tableKeys);
    super(`the events of table ${tableName} could not be read: ${describeCause(cause)}${what}`, { cause });
  }
}

/** The reading was ended by its `signal`; `cause` is the signal's reason. */
export class ReadAbortedError extends EventSinkError {
  override readonly name = "ReadAbortedError";
  readonly code = "READ_ABORTED";

  constructor(reason: unknown) {
    super("the reading was aborted by its signal", { cause: reason });
  }
}

/** An item of another shape than the sink writes. */
export class InvalidItemError extends EventSinkError {
  override readonly name = "InvalidItemError";
  readonly code = "INVALID_ITEM";

  constructor(attribute: string, expected: string, options?: ErrorOptions) {
    super(`not an item of an event sink: attribute ${attribute} must be ${expected}`, options);
  }
}

/** Something in a dead-letter store that is not a record, or too large to be read into memory. */
export class InvalidDeadLetterError extends EventSinkError {
  override readonly name = "InvalidDeadLetterError";
  readonly code = "INVALID_DEAD_LETTER";
  readonly location: string;

  constructor(location: string, problem: string, cause?: unknown) {
    super(`${location} cannot be read as a dead letter: ${problem}`, cause === undefined ? {} : { cause });
    this.location = location;
  }

  /** @internal */
  static tooLarge(location: string, sizeBytes: number): InvalidDeadLetterError {
    const limit = `over the ${MAX_DOCUMENT_BYTES} that are read into memory`;
    return new InvalidDeadLetterError(location, `it has ${sizeBytes} bytes, ${limit}: fetch it from there`);
  }
}

/** Data compressed in a way that this Node, or this version of the package, does not know. */
export class UnsupportedEncodingError extends EventSinkError {
  override readonly name = "UnsupportedEncodingError";
  readonly code = "UNSUPPORTED_ENCODING";
  readonly encoding: string;

  constructor(encoding: string) {
    const remedy =
      encoding === "zstd" ? "use Node 22.15 or newer" : "it is gzip, zstd or br in what this version writes";
    super(
      `this process cannot read or write the encoding ${JSON.stringify(encoding.slice(0, 40))}: ${remedy}`,
    );
    this.encoding = encoding;
  }
}

const REMEDIES: Omit<Remedies, "invalid"> = {
  missingTable: "Create the table (eventsTable), or correct the table's name or the client's region",
  denied: "Allow dynamodb:PutItem (mode put) and dynamodb:PartiQLInsert (mode batch) on the table",
};

function remedy(cause: unknown, tableKeys = DEFAULT_TABLE_KEYS): string {
  const name =
    cause instanceof StatementError ? cause.reason : cause instanceof Error ? cause.name : undefined;
  const invalid = `The table's key must be ${tableKeys}, as eventsTable makes it`;
  return remedyFor(name, { ...REMEDIES, invalid });
}

import { safeText } from "./text/safe-text.ts";

/** What every error of this package is. Tell them apart by `code`. */
export abstract class WatchError extends Error {
  abstract readonly code: string;
}

/** The command line cannot be understood, or asks for what does not go together. */
export class UsageError extends WatchError {
  override readonly name = "UsageError";
  readonly code = "WATCH_USAGE";
}

/** A table that is not there, in this region and account. */
export class TableMissingError extends WatchError {
  override readonly name = "TableMissingError";
  readonly code = "WATCH_TABLE_MISSING";
  readonly tableName: string;

  constructor(tableName: string, flag: string, cause: unknown) {
    super(`there is no table ${tableName}: correct ${flag}, --region or the account of the credentials`, {
      cause,
    });
    this.tableName = tableName;
  }
}

/** Events of a stream that are kept one by one, in a table that does not say in which order they came. */
export class IndexMissingError extends WatchError {
  override readonly name = "IndexMissingError";
  readonly code = "WATCH_INDEX_MISSING";
  readonly tableName: string;

  constructor(tableName: string, index: string, cause: unknown) {
    super(
      `the table ${tableName} has no index ${index}, so nobody can tell which events came last: deploy with readInOrder: true (UnboundedStreams), ` +
        `add that index to a table of your own, or write packed`,
      { cause },
    );
    this.tableName = tableName;
  }
}

/** The credentials may not read. */
export class AccessDeniedError extends WatchError {
  override readonly name = "AccessDeniedError";
  readonly code = "WATCH_ACCESS_DENIED";

  constructor(what: string, actions: string, cause: unknown) {
    super(`these credentials may not read ${what}: allow ${actions}`, { cause });
  }
}

/** There are no credentials, or no region, where the AWS SDK looks for them. */
export class NotConfiguredError extends WatchError {
  override readonly name = "NotConfiguredError";
  readonly code = "WATCH_NOT_CONFIGURED";
}

/** A request failed for another reason. */
export class ReadFailedError extends WatchError {
  override readonly name = "ReadFailedError";
  readonly code = "WATCH_READ_FAILED";

  constructor(what: string, cause: unknown) {
    const [line = ""] = cause instanceof Error ? cause.message.split("\n", 1) : [String(cause)];
    super(`${what} cannot be read: ${line === "" && cause instanceof Error ? cause.name : line}`, { cause });
  }
}

/** A stream that neither the ledger nor the table of leases has. */
export class StreamUnknownError extends WatchError {
  override readonly name = "StreamUnknownError";
  readonly code = "WATCH_STREAM_UNKNOWN";

  constructor(streamId: string, tableName: string) {
    super(`there is no stream ${JSON.stringify(streamId)} on record in ${tableName}: correct --stream`);
  }
}

/** More records than can be shown at once. */
export class TooManyRecordsError extends WatchError {
  override readonly name = "TooManyRecordsError";
  readonly code = "WATCH_TOO_MANY_RECORDS";

  constructor(streamId: string, most: number) {
    super(
      `stream ${JSON.stringify(streamId)} has more than ${most} connections in that time: ask for less of it`,
    );
  }
}

/** More streams than can be shown at once. */
export class TooManyStreamsError extends WatchError {
  override readonly name = "TooManyStreamsError";
  readonly code = "WATCH_TOO_MANY_STREAMS";

  constructor(tableName: string, most: number) {
    super(`the table ${tableName} has more than ${most} streams: ask for one of them by watch gaps`);
  }
}

/** A stack that is not there, or that does not say where its tables are. */
export class StackUnusableError extends WatchError {
  override readonly name = "StackUnusableError";
  readonly code = "WATCH_STACK_UNUSABLE";
}

/** The page cannot be served. */
export class ServeFailedError extends WatchError {
  override readonly name = "ServeFailedError";
  readonly code = "WATCH_SERVE_FAILED";

  constructor(port: number, cause: Error) {
    super(`the page cannot be served on port ${port} of this machine: ${cause.message}`, { cause });
  }
}

/** The API gives no answer. */
export class ApiUnreachableError extends WatchError {
  override readonly name = "ApiUnreachableError";
  readonly code = "WATCH_API_UNREACHABLE";
  /** Whether the same look may go well a moment later. */
  readonly isPassing = true;

  constructor(host: string, reason: string, cause: unknown) {
    super(
      `the API at ${host} does not answer (${shownText(reason)}): correct --api, or see whether the stack is there; whether it has done what it was asked for, the stream's state says`,
      { cause },
    );
  }
}

/** What answers is not the API of a stack. */
export class ApiAnswerError extends WatchError {
  override readonly name = "ApiAnswerError";
  readonly code = "WATCH_API_ANSWER";

  constructor(what: string) {
    super(
      `what answers at --api is not the API of a stack: ${what}; give the stack's output Api, with its stage`,
    );
  }
}

/** The API has refused, with a reason of its own. */
export class ApiRefusedError extends WatchError {
  override readonly name = "ApiRefusedError";
  readonly code = "WATCH_API_REFUSED";
  readonly status: number;
  /** Whether the same look may go well a moment later. */
  readonly isPassing: boolean;

  constructor(status: number, code: string, message: string) {
    const said = [shownText(code), shownText(message)].filter((text) => text !== "").join(": ");
    const remedy = DENIED_STATUSES.includes(status)
      ? "; allow these credentials execute-api:Invoke on the API, or give its key in WATCH_API_KEY"
      : "";
    super(`the API has refused with ${status}${said === "" ? "" : `, ${said}`}${remedy}`);
    this.status = status;
    this.isPassing = status === 429 || status >= 500;
  }
}

/** A name that no stream can have. */
export class StreamIdError extends WatchError {
  override readonly name = "StreamIdError";
  readonly code = "WATCH_STREAM_ID";

  constructor(streamId: string, rule: string) {
    super(`no stream can be called ${JSON.stringify(shownText(streamId))}: give ${rule}`);
  }
}

/** Something else is being done to the stream. */
export class ActionInProgressError extends WatchError {
  override readonly name = "ActionInProgressError";
  readonly code = "WATCH_IN_PROGRESS";

  constructor(streamId: string, kind: string) {
    super(`a ${kind} of stream ${JSON.stringify(streamId)} is in progress: wait for it, or give it up`);
  }
}

/** More is in progress than this server keeps an eye on. */
export class TooManyActionsError extends WatchError {
  override readonly name = "TooManyActionsError";
  readonly code = "WATCH_TOO_MANY_ACTIONS";

  constructor(most: number) {
    super(`${most} streams are being started or stopped: wait until one is done`);
  }
}

/** The API has taken a request, and its lease does not show it within the time that is waited for it. */
export class NotInTimeError extends WatchError {
  override readonly name = "NotInTimeError";
  readonly code = "WATCH_NOT_IN_TIME";

  constructor(streamId: string, wanted: string, status: string, waitedMs: number) {
    super(
      `stream ${JSON.stringify(streamId)} is not ${wanted} ${waitedMs / 1_000} s after the API was asked, but ${shownText(status)}: ` +
        "look at its execution and at the function's log, then ask again",
    );
  }
}

/** What API Gateway answers whoever may not call it. */
const DENIED_STATUSES = [401, 403];

/** Characters of what others have said that stand in a message. */
const MAX_SAID = 300;

/** What others have said, as far as it may stand in a line. */
function shownText(text: string): string {
  const safe = safeText(text.slice(0, MAX_SAID));
  return text.length > MAX_SAID ? `${safe}...` : safe;
}

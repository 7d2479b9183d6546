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

import type { RetryPolicy } from "@unbounded-streams/dynamodb-request";

/**
 * The longest partition key value of DynamoDB, in bytes of UTF-8.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export const MAX_PARTITION_KEY_BYTES = 2048;

/**
 * The longest range key value of DynamoDB, in bytes of UTF-8: what a stream's id may have that is found by its carrier.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export const MAX_RANGE_KEY_BYTES = 1024;

/** The longest holder, claim id or execution ARN, in bytes of UTF-8. */
export const MAX_NAME_BYTES = 2048;

/**
 * The longest checkpoint, in bytes of UTF-8. The source chooses it, and Step Functions reads it with the record: all
 * data of an execution's state must stay below 262,144 bytes.
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
 */
export const MAX_CHECKPOINT_BYTES = 32 * 1024;

/** The longest text of `follow`, in bytes of UTF-8: headers of a session are in it. */
export const MAX_FOLLOW_BYTES = 8 * 1024;

/** A longer reason or error is cut to this many UTF-16 code units. */
export const MAX_REASON_LENGTH = 1_000;

/** The last millisecond that ISO 8601 writes with four digits for the year, so that texts compare as times. */
export const MAX_TIME_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** DynamoDB answers within tens of milliseconds: a reply this late is not coming. */
export const DEFAULT_ATTEMPT_TIMEOUT_MS = 2_000;

/** A call waits for up to 5.1 s, 2.6 s on average, for DynamoDB to recover. */
export const DEFAULT_RETRY: RetryPolicy = { maxAttempts: 8, baseDelayMs: 50, maxDelayMs: 2_000 };

/** The longest pause before a stream is claimed again that its holders could not keep, in seconds: 5 minutes. */
export const LONGEST_TURN_PAUSE_SECONDS = 300;

/** Records that one request of `list`, `carried` or `waiting` reads, unless told otherwise. */
export const DEFAULT_PAGE_SIZE = 100;

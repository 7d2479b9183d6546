import type { RetryPolicy } from "@unbounded-streams/dynamodb-request";

/** The longest partition key value of DynamoDB, in bytes of UTF-8. */
export const MAX_STREAM_ID_BYTES = 2048;

/** The longest sort key value of DynamoDB, in bytes of UTF-8. */
export const MAX_SORT_KEY_BYTES = 1024;

/** The longest claim id, holder, carrier or host, in bytes of UTF-8: a claim id stands in the sort key, of 1,024 bytes at most. */
export const MAX_NAME_BYTES = 512;

/** A longer id of an event is left out; the source chooses it. In bytes of UTF-8. */
export const MAX_EVENT_ID_BYTES = 256;

/** A longer reason is cut to this many UTF-16 code units. */
export const MAX_REASON_LENGTH = 300;

/** The same of why a connection broke, of which there are many. */
export const MAX_WHY_LENGTH = 80;

/** Reopenings of a connection that are told one by one. */
export const MAX_REOPENINGS = 32;

/** Times in which a connection was up that are told from elsewhere. */
export const MAX_KNOWN_UP = 64;

/** The last millisecond that ISO 8601 writes with four digits for the year, so that texts compare as times. */
export const MAX_TIME_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** The last second that `expiresAt` may name. */
export const MAX_TTL_SECONDS = 10 * 366 * 86_400;

/** How long a record is kept; 30 days. */
export const DEFAULT_TTL_SECONDS = 30 * 86_400;

/** DynamoDB answers within tens of milliseconds: a reply this late is not coming. */
export const DEFAULT_ATTEMPT_TIMEOUT_MS = 2_000;

/** The ledger is not worth a long wait: a call takes 3 requests at most. */
export const DEFAULT_RETRY: RetryPolicy = { maxAttempts: 3, baseDelayMs: 50, maxDelayMs: 1_000 };

/** Records that one request reads, unless told otherwise. */
export const DEFAULT_PAGE_SIZE = 100;

/** Records from before `sinceMs` that are read, too: few, as a connection ends soon after the next one is up. */
export const RECORDS_BEFORE = 16;

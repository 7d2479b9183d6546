/** Longest timeout of a Lambda function, in seconds. */
export const MAX_LIFETIME_SECONDS = 900;

/** Shortest lifetime that leaves a second before the handover and one after it. */
export const MIN_LIFETIME_SECONDS = 2;

/** The longest that a timer of Node can be: 2^31 - 1 ms, nearly 25 days. */
export const MAX_TIMER_MS = 2 ** 31 - 1;

/** Memory that a Lambda function can have, in MB. */
export const MEMORY_MB = { least: 128, most: 10_240 } as const;

/** Invocations at once that a function can have for itself: a stream needs two while it is handed over. */
export const RESERVED_CONCURRENT_EXECUTIONS = { least: 2, most: 1_000_000 } as const;

/** Streams that one function carries at a time; more than one makes a fleet. */
export const STREAMS_PER_FUNCTION = { least: 1, most: 500 } as const;

/** Carriers of a fleet. */
export const MAX_CARRIERS = { least: 1, most: 1_000 } as const;

/** A carrier is one invocation, and two while it is handed over. */
export const INVOCATIONS_PER_CARRIER = 2;

/** All of a function's environment, names and values, in bytes (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). */
export const MAX_ENVIRONMENT_BYTES = 4_096;

/** CloudWatch looks back over a day at most; in minutes. */
export const MAX_NO_EVENT_MINUTES = 1_440;

/** Most leases that `GET /connections` tells at once. */
export const MAX_LIST_LIMIT = 100;

/** Leases that `GET /connections` tells at once unless asked otherwise. */
export const DEFAULT_LIST_LIMIT = 50;

/** Connections that `GET /connections/{streamId}/ledger` tells at once unless asked otherwise. */
export const DEFAULT_LEDGER_LIMIT = 100;

/** How long a record of a connection may be kept, in days. */
export const LEDGER_RETENTION_DAYS = { least: 1, most: 3_650 } as const;

/** Most requests per second, and at once, that API Gateway gives an account by default. */
export const API_THROTTLE = { mostPerSecond: 10_000, mostAtOnce: 5_000 } as const;

/** Most requests a day that a usage plan is asked to bound. */
export const MAX_QUOTA_PER_DAY = 2_147_483_647;

/** Longest value of a CloudWatch dimension, in characters. */
export const MAX_SERVICE_NAME_LENGTH = 255;

/** Longest `next` of `GET /connections`, in characters: a key of DynamoDB, 2,048 bytes, in Base64. */
export const MAX_NEXT_CHARS = 2_732;

/** Longest text that a stream is resumed from unless the user says otherwise, in bytes of UTF-8. */
export const DEFAULT_MAX_CURSOR_BYTES = 8_192;

/** Longest text that a stream can be asked to be resumed from, in bytes: it is the lease's checkpoint. */
export const MAX_CURSOR_BYTES = 32_768;

/** Most partitions that a stream is spread over. */
export const MAX_SHARDS = 100;

/** Longest time in which an event waits for others in its item; `event-sink`'s limit. */
export const MAX_PACK_DELAY_MS = 60_000;

/** Most JSON fields that an event's key is made of. */
export const MAX_KEY_FIELDS = 16;

/** Records of a table's stream that Lambda or a pipe hands over at once. */
export const OUTLET_BATCH = { least: 1, most: 10_000 } as const;

/** Batches of one shard that are handed over at once. */
export const PARALLELIZATION = { least: 1, most: 10 } as const;

/** How often a batch of a table's stream is tried again. */
export const RETRY_ATTEMPTS = { least: 0, most: 10_000 } as const;

/** A table's stream has its records for a day. */
export const MAX_RECORD_AGE_SECONDS = 86_400;

/** Readers of a table's stream at once: above that, its shards throttle them (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html). */
export const MAX_STREAM_READERS = 2;

/** What stands before the names of archived objects, in bytes: with the rest within the 1,024 of an S3 key. */
export const MAX_ARCHIVE_PREFIX_BYTES = 600;

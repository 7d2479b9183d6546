import type { RetryPolicy } from "@unbounded-streams/dynamodb-request";

/**
 * The most that DynamoDB stores in one item: 400 KB, attribute names included.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export const MAX_ITEM_BYTES = 400 * 1024;

/** The longest partition key value of DynamoDB, in bytes of UTF-8. */
export const MAX_PARTITION_KEY_BYTES = 2048;

/** The longest sort key value of DynamoDB, in bytes of UTF-8. */
export const MAX_SORT_KEY_BYTES = 1024;

/** The longest name of a key attribute, in bytes of UTF-8. */
export const MAX_ATTRIBUTE_NAME_BYTES = 255;

/** Lists of attributes whose statement is kept, not made anew for each item. */
export const MAX_STATEMENT_TEXTS = 1_000;

/** The most partitions that a stream may be spread over: 100 times the 1,000 write units a second of one. */
export const MAX_SHARDS = 100;

/** The longest id of a stream with shards: a suffix such as `#99` follows it. */
export const MAX_SHARDED_ID_BYTES = MAX_PARTITION_KEY_BYTES - 3;

/** The most JSON fields that a key is made of. */
export const MAX_KEY_FIELDS = 16;

/**
 * The most that data is decompressed to, so that an item of 400 KB cannot become 400 MB; larger data is not compressed.
 */
export const MAX_DECOMPRESSED_BYTES = 8 * 1024 * 1024;

/** Header and trailer of gzip, and no data: nothing compresses to less that was worth trying. */
export const MIN_COMPRESSED_BYTES = 20;

/** What one write unit pays for, as started. */
export const WRITE_UNIT_BYTES = 1024;

/**
 * The most statements that `BatchExecuteStatement` takes.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html
 */
export const MAX_BATCH_ITEMS = 25;

/**
 * Bytes of items, as DynamoDB counts them, that go into one batch, a first item aside: what text can grow to as JSON (six
 * bytes for a control character) keeps the request below the 16 MB that DynamoDB reads.
 */
export const MAX_BATCH_BYTES = 1024 * 1024;

/** Below the 50 sockets per host of the SDK's default HTTP handler: no request waits for a socket. */
export const DEFAULT_MAX_REQUESTS = 48;

/** Enough events for every request to be full. */
export const DEFAULT_MAX_IN_FLIGHT = DEFAULT_MAX_REQUESTS * MAX_BATCH_ITEMS;

/** Twenty of the largest items, and little beside the 128 MB of the smallest Lambda function. */
export const DEFAULT_MAX_IN_FLIGHT_BYTES = 8 * 1024 * 1024;

/** About the time that DynamoDB takes for an answer: company costs an event no more than a second request would. */
export const DEFAULT_LINGER_MS = 5;

/** Some 1.5 MB of memory: a minute of 160 events a second. */
export const DEFAULT_REMEMBER_KEYS = 10_000;

/** What a `Set` can hold. */
export const MAX_REMEMBER_KEYS = 2 ** 24;

/** DynamoDB answers within tens of milliseconds: a reply this late is not coming. */
export const DEFAULT_ATTEMPT_TIMEOUT_MS = 5_000;

/** An event waits for up to 16 s, 8 s on average, for DynamoDB to recover. */
export const DEFAULT_RETRY: RetryPolicy = { maxAttempts: 10, baseDelayMs: 50, maxDelayMs: 5_000 };

/** A dead letter may have many megabytes, and its store be slower than DynamoDB. */
export const DEAD_LETTER_ATTEMPT_TIMEOUT_MS = 30_000;

/** Dead letters that are being put at once: they are large, and rare. */
export const MAX_DEAD_LETTER_PUTS = 16;

/** Dead letters that may be on their way at once: what a flood of them leaves behind at a deadline is put within a second or so. */
export const MAX_DEAD_LETTERS_IN_FLIGHT = 64;

/** Stream id and key in a dead letter's name: file systems allow 255 bytes each, S3 1,024 for all. */
export const MAX_DEAD_LETTER_NAME_PART = 200;

/** With the longest name, 406 bytes, within the 1,024 of an S3 key. */
export const MAX_DEAD_LETTER_PREFIX_BYTES = 600;

/** The largest dead letter that is read into memory; larger ones are kept all the same. */
export const MAX_DOCUMENT_BYTES = 64 * 1024 * 1024;

/** Failures that the message of a `FlushError` spells out. */
export const MAX_FAILURES_IN_MESSAGE = 5;

/** Failures that a sink keeps for `FlushError`, half a megabyte of them; further ones are counted. */
export const MAX_FAILURES_KEPT = 1_000;

/** Events that may be settled behind one that is not, a slow retry or dead letter: some 10 MB, as their items are let go. */
export const MAX_EVENTS_OUT_OF_ORDER = 65_536;

/** Connections of the undici handler to one host: as many as the SDK's own handler opens. */
export const UNDICI_CONNECTIONS = 50;

/** Twice the 16 MB that DynamoDB sends in one answer at most. */
export const UNDICI_MAX_RESPONSE_BYTES = 32 * 1024 * 1024;

/** How long an event waits for others in its segment: a compromise of delay and write units. */
export const DEFAULT_PACK_DELAY_MS = 1_000;

/** Events of a segment at most. */
export const MAX_SEGMENT_EVENTS = 1_000;

/** Bytes of a segment's events at most, as DynamoDB would count their items; a larger event has a segment for itself. */
export const MAX_SEGMENT_BYTES = 256 * 1024;

/** What the times of a segment's events may span, and the longest delay; 60 s. Who reads from a time on starts so much before it. */
export const MAX_SEGMENT_SPAN_MS = 60_000;

/** The largest event of a segment: what the table takes, less the segment's own attributes. */
export const MAX_PACKED_ITEM_BYTES = MAX_ITEM_BYTES - 1_024;

/** Enough events for several segments to fill while others are on their way. */
export const DEFAULT_MAX_PACKED_IN_FLIGHT = 10_000;

/** Events that may lie between two copies of one that a reader still gives once: some 15 MB of keys. */
export const REPEATS_WITHIN_EVENTS = 100_000;

/** Segments that are read at once where few are wanted: at one a second, those of a minute. */
export const SEGMENTS_PER_PAGE = 50;

/** Two looks a second: with the time of a request an event is seen within a second of its being stored. */
export const DEFAULT_POLL_INTERVAL_MS = 500;

/** What a request may take beside the delay that segments are written with, or index entries come with. */
export const FOLLOW_MARGIN_MS = 1_000;

/** How long a writer's ten attempts may take, with the delay of a segment, twice. */
export const DEFAULT_LOOK_BACK_MS = 300_000;

/** How often who follows a stream looks for what was written late. */
export const LOOK_BACK_EVERY_MS = 30_000;

/** Records of one stream that are read at once. */
export const MAX_RECORDS = 50_000;

/** Records that one request reads. */
export const PAGE_SIZE = 200;

/** Streams whose last records are read at a time. */
export const READS_AT_ONCE = 8;

/** A longer time would not be a time: ISO 8601 has four digits for the year. */
export const MAX_TIME_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** A connection of a function ends within its 15 minutes, and its successor is on record soon after. */
export const SUCCESSOR_WITHIN_MS = 3_600_000;

/** Streams of one table that are shown. */
export const MAX_STREAMS = 10_000;

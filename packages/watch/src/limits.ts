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

/** Connections of one stream that a page is told of, the last ones. */
export const MAX_TOLD = 5_000;

/** Streams of one table that are shown. */
export const MAX_STREAMS = 10_000;

/** Between two looks at tables, in milliseconds. */
export const DEFAULT_PAUSE_MS = 2_000;

/** The longest pause after looks that failed, in milliseconds. */
export const MAX_PAUSE_MS = 30_000;

/** Changes that are kept for those who come back, and their characters. */
export const MAX_KEPT_CHANGES = 500;
export const MAX_KEPT_LENGTH = 4_000_000;

/** Pages that are told of changes at a time. */
export const MAX_WATCHERS = 64;

/** Streams and times that are looked at at once; the ones that nobody looks at go first. */
export const MAX_LANES = 16;

/** A page that is this many bytes behind is cut off; it goes on where it was. */
export const MAX_BEHIND_BYTES = 16_000_000;

/** So that whatever is between page and server does not take the connection for dead, in milliseconds. */
export const KEEP_ALIVE_MS = 15_000;

/** Streams whose last events are looked for in the ledger when the server starts to look. */
export const MAX_LAST_EVENTS = 1_000;

/** The time over which a rate is measured, in milliseconds. */
export const RATE_OVER_MS = 15_000;

/** The times that a page can show, in milliseconds: the last minute to 30 days. */
export const WINDOWS_MS = [
  60_000, 600_000, 3_600_000, 21_600_000, 86_400_000, 604_800_000, 2_592_000_000,
] as const;

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

/** A page that has not read what it was sent for this long is cut off, in milliseconds; it goes on where it was. */
export const MAX_BEHIND_MS = 300_000;

/** Connections of others to the server, pages that are told of changes among them. */
export const MAX_SOCKETS = 256;

/** So that whatever is between page and server does not take the connection for dead, in milliseconds. */
export const KEEP_ALIVE_MS = 15_000;

/** Streams whose last events are looked for in the ledger when the server starts to look. */
export const MAX_LAST_EVENTS = 1_000;

/** After how long they are looked for again where the ledger could not be read, in milliseconds. */
export const LEDGER_AGAIN_MS = 60_000;

/** The time over which a rate is measured, in milliseconds. */
export const RATE_OVER_MS = 15_000;

/** A holder saves its counts at least this often while events come, in milliseconds; who does not is idle. */
export const SAVES_WITHIN_MS = 75_000;

/** Looks at the counts of all streams that are kept, of one stream at most `MAX_SAMPLES`; older ones lie further apart. */
export const MAX_SAMPLES_OF_ALL = 500_000;
export const MAX_SAMPLES = 720;
export const MIN_SAMPLES = 30;

/** Characters that are shown of why something has failed. */
export const MAX_SHOWN_REASON = 1_000;

/** Events of a stream that are shown, the last ones. */
export const MAX_TAIL_EVENTS = 50;

/** Characters of an event that are shown, before those that would do something are made visible. */
export const MAX_EVENT_TEXT = 2_048;

/** Characters of an event's id, key or type that are shown. */
export const MAX_NAME_TEXT = 200;

/** How far before the last known event it is looked for others, in milliseconds: they are not stored in the order in which they came. */
export const TAIL_OVERLAP_MS = 10_000;

/** The same of segments, which are stored when they are cut: up to a minute after their first event. */
export const SEGMENT_OVERLAP_MS = 70_000;

/** Events from further ahead of now are left out, in milliseconds: the time that they came may be a lie. */
export const MAX_AHEAD_MS = 60_000;

/** Segments that are read in one look, of each shard. */
export const MAX_TAIL_SEGMENTS = 50;

/** After how long it is asked again for an index that was not there, where segments are, in milliseconds. */
export const INDEX_AGAIN_MS = 60_000;

/** For one look at the last events of a stream, in milliseconds: five requests or so. */
export const TAIL_TIMEOUT_MS = 15_000;

/** Streams whose last events are looked at at once. */
export const MAX_TAILS = 16;

/** Collections that one page is told of. */
export const MAX_TOPICS = 8;

/** For one request to the API and its answer, in milliseconds. */
export const API_TIMEOUT_MS = 10_000;

/** What the API tells of one stream, a checkpoint of its own length included, is shorter. */
export const MAX_API_ANSWER_BYTES = 1_000_000;

/** How long it is waited until a lease shows what the API was asked for, and between two looks at it, in milliseconds. */
export const API_WAIT_MS = 60_000;
export const API_LOOK_EVERY_MS = 500;

/** Streams to which something is done at a time, and what is told of those that are over. */
export const MAX_ACTIONS_AT_ONCE = 16;
export const MAX_TOLD_ACTIONS = 100;

/** What a page sends when something is to be done, and how long it may take for it, in milliseconds. */
export const MAX_ASKED_BYTES = 4_096;
export const ASKED_WITHIN_MS = 5_000;

/** The times that a page can show, in milliseconds: the last minute to 30 days. */
export const WINDOWS_MS = [
  60_000, 600_000, 3_600_000, 21_600_000, 86_400_000, 604_800_000, 2_592_000_000,
] as const;

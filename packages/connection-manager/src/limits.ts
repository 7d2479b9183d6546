/** Most events that are remembered to tell another connection's events from this one's own repetitions. */
export const MAX_OVERLAP_KEYS = 20_000;

/** Most partitions that a stream is spread over: `event-sink`'s limit. */
export const MAX_SHARDS = 100;

/** Most JSON fields that an event's key is made of: `event-sink`'s limit. */
export const MAX_KEY_FIELDS = 16;

/** Longest prefix of dead letters in their bucket: `event-sink`'s limit. */
export const MAX_DEAD_LETTER_PREFIX_BYTES = 600;

/** Longest value of a CloudWatch dimension, in characters. */
export const MAX_DIMENSION_CHARS = 255;

/** Most events that are remembered to tell another connection's events from this one's own repetitions. */
export const MAX_OVERLAP_KEYS = 20_000;

/** The most of a frame that is passed over that goes to the log; 1 KiB. */
export const MAX_SKIPPED_EXCERPT_BYTES = 1_024;

/** Events of a connection that those of the next are compared with. */
export const MAX_COMPARED_EVENTS = 500;

/** Longest data of such an event, and the most of an id that a warning shows, in characters. */
export const MAX_COMPARED_CHARS = 2_048;

/** Most partitions that a stream is spread over: `event-sink`'s limit. */
export const MAX_SHARDS = 100;

/** Longest time in which an event waits for others in its segment: `event-sink`'s limit. */
export const MAX_PACK_DELAY_MS = 60_000;

/** Most JSON fields that an event's key is made of: `event-sink`'s limit. */
export const MAX_KEY_FIELDS = 16;

/** Longest prefix of dead letters in their bucket: `event-sink`'s limit. */
export const MAX_DEAD_LETTER_PREFIX_BYTES = 600;

/** Longest value of a CloudWatch dimension, in characters. */
export const MAX_DIMENSION_CHARS = 255;

/** Skipped frames of one invocation of which the log gets an excerpt; further ones are counted. */
export const MAX_SKIPPED_EXCERPTS = 100;

/** Most streams of one invocation: `stream-fleet`'s limit. */
export const MAX_STREAMS_PER_FUNCTION = 500;

/** Most carriers of a fleet: `stream-fleet`'s limit. */
export const MAX_CARRIERS = 1_000;

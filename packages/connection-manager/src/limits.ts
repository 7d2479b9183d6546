/** The longest event id that is resumed from, in bytes of UTF-8: it has to fit into a request's headers or URL. */
export const MAX_EVENT_ID_BYTES = 1_024;

/** Most events that are remembered to tell another connection's events from this one's own repetitions. */
export const MAX_OVERLAP_KEYS = 20_000;

/** Most events that are remembered to tell another connection's events from this one's own repetitions. */
export const MAX_OVERLAP_KEYS = 20_000;

/** Between two looks at the indexes, in milliseconds. */
export const DEFAULT_ROUND_MS = 2_000;

/** Seats that connect at a time, so that their handshakes do not starve each other. */
export const DEFAULT_TAKES_AT_ONCE = 5;

/** Most streams of one carrier. */
export const MAX_CAPACITY = 500;

/** Most carriers of a fleet. */
export const MAX_CARRIERS = 1_000;

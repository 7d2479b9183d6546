/** `outcome` in the connection manager's answer when the stream is over. */
export const ENDED_OUTCOME = "ended";

/** `outcome` that a branch gives to a connection that failed: the stream goes on. */
export const INTERRUPTED_OUTCOME = "interrupted";

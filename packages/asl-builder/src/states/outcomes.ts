/** `outcome` in the connection manager's answer when the stream is over. */
export const ENDED_OUTCOME = "ended";

/** `outcome` of a connection whose stream somebody asked to end. */
export const STOPPED_OUTCOME = "stopped";

/** `outcome` of a connection that another one has relieved, or that lost the claim to another one. */
export const SUPERSEDED_OUTCOME = "superseded";

/** `outcome` of a connection that ran into its deadline before another one relieved it. */
export const EXPIRED_OUTCOME = "expired";

/** `outcome` of a connection that failed: the stream goes on. */
export const INTERRUPTED_OUTCOME = "interrupted";

/** Outcomes after which the stream is over. */
export const FINAL_OUTCOMES = [ENDED_OUTCOME, STOPPED_OUTCOME] as const;

/** Outcomes after which the stream goes on. */
export const PASSING_OUTCOMES = [SUPERSEDED_OUTCOME, EXPIRED_OUTCOME, INTERRUPTED_OUTCOME] as const;

/** `outcome` in the output of a `relay` or `carrier` execution, and what it means. */
export const RELAY_OUTCOMES = {
  /** The stream has ended or was stopped. */
  ended: "ended",
  /** A successor execution has taken the stream over. */
  handedOver: "handed-over",
  /** Another execution, `executionArn`, runs the stream; it was not disturbed. */
  alreadyRunning: "already-running",
  /** The stream is over, as `status` says, and the input did not ask for a restart. */
  notRestarted: "not-restarted",
} as const;

/** `outcome` in the output of an `admission` execution, and what it means. */
export const ADMISSION_OUTCOMES = {
  /** A carrier has taken the stream. */
  taken: "taken",
  /** The stream has ended, was stopped, has failed or was deleted meanwhile. */
  over: "over",
  /** No carrier has taken the stream yet; it waits on. */
  waiting: "waiting",
  alreadyRunning: RELAY_OUTCOMES.alreadyRunning,
  notRestarted: RELAY_OUTCOMES.notRestarted,
  /** An execution was started for a carrier whose own has broken off. */
  woken: "woken",
  /** The event is about nothing that anybody would have to go on with. */
  nothingToWake: "nothing-to-wake",
} as const;

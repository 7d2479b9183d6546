/** The attributes of a lease record, by the name that they have in this package. The hash key is `PK`. */
export const LEASE_ATTRIBUTES = {
  streamId: "PK",
  status: "status",
  executionArn: "executionArn",
  epoch: "epoch",
  startedAt: "startedAt",
  endedAt: "endedAt",
  reason: "reason",
  holder: "holder",
  claimId: "claimId",
  claimedAt: "claimedAt",
  connectedAt: "connectedAt",
  savedAt: "savedAt",
  upSince: "upSince",
  upUntil: "upUntil",
  handoverAt: "handoverAt",
  expiresAt: "expiresAt",
  checkpoint: "checkpoint",
  received: "received",
  stored: "stored",
  duplicates: "duplicates",
  connections: "connections",
  failures: "failures",
  lastError: "lastError",
  failingSince: "failingSince",
  takenOverEpoch: "takenOverEpoch",
  takenOverReceived: "takenOverReceived",
  takenOverStored: "takenOverStored",
  takenOverDuplicates: "takenOverDuplicates",
  lateReceived: "lateReceived",
  lateStored: "lateStored",
  lateDuplicates: "lateDuplicates",
  talliedEpoch: "talliedEpoch",
  carrier: "carrier",
  waiting: "waiting",
  waitingSince: "waitingSince",
  seats: "seats",
  room: "room",
  follow: "follow",
  cursorless: "cursorless",
} as const;

/**
 * The indexes of the table of a fleet. They hold only records that have both keys, and nothing but keys, none of which a
 * checkpoint changes: a write of the record costs no more for them.
 */
export const INDEXES = {
  /** The streams that a carrier holds. */
  byCarrier: { name: "byCarrier", hash: LEASE_ATTRIBUTES.carrier, range: LEASE_ATTRIBUTES.streamId },
  /** The streams that wait for a carrier, the longest wait first. */
  byWaiting: { name: "byWaiting", hash: LEASE_ATTRIBUTES.waiting, range: LEASE_ATTRIBUTES.waitingSince },
} as const;

/**
 * What a stream can be.
 *
 * - `running`: an execution keeps it connected
 * - `ended`: the source said that the stream is over
 * - `stopped`: somebody asked for the end
 * - `failed`: no further connection can succeed; see `reason`
 */
export const LEASE_STATUS = {
  running: "running",
  ended: "ended",
  stopped: "stopped",
  failed: "failed",
} as const;

/** One of {@link LEASE_STATUS}. */
export type LeaseStatus = (typeof LEASE_STATUS)[keyof typeof LEASE_STATUS];

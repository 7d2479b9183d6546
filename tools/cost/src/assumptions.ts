/** What is taken for granted. What comes from the code is imported from it where a page can bundle it, or a test holds it against it. */
export const ASSUMPTIONS = {
  hoursPerMonth: 730,
  /** The construct's defaults. */
  lifetimeSeconds: 900,
  /** How long before the end of a lifetime the next connection starts: both are paid for. */
  handoverLeadSeconds: 30,
  /** Lambda gives CPU by memory: so many MB are one vCPU. */
  memoryMbOfVcpu: 1_769,
  writeUnitBytes: 1_024,
  /** Of a read unit, or of half of one where the read need not be consistent. */
  readUnitBytes: 4_096,
} as const;

/** One stream in a function of its own. */
export const RELAY = {
  memoryMb: 256,
  /** How long the older connection is there after the newer one has started: it goes as soon as that one reads. */
  overlapSeconds: 2,
  /** Two tasks and six other states. */
  transitionsPerConnection: 8,
  logBytesPerConnection: 6_000,
  /** One line of metrics, and one of progress. */
  logBytesPerMinute: 2_000,
} as const;

/** A function that carries many streams. */
export const CARRIER = {
  /** How long the older invocation is there after the newer one has started: until its last seat has changed hands. */
  overlapSeconds: 10,
  transitionsPerInvocation: 8,
  /** Claim, confirmation, that the turn is sound, and how many seats there are. */
  writesPerInvocation: 6,
  /** Of a page of an index, as long as it has 4 KB. */
  readUnitsPerLook: 0.5,
  /** How often it looks at its seats and at the streams that wait, at those that are offered, at its own lease, and at others'. */
  roundMs: 2_000,
  offeredMs: 4_000,
  lookMs: 4_000,
  peersMs: 15_000,
  /** Leases of others that it reads each time, if there are so many: also that of the carrier which would be the next. */
  peersAtOnce: 2,
  /** Its own three lines, the last one of metrics, and what Lambda says of the start, the request and its end. */
  logBytesPerInvocation: 3_000,
  /** Of these what Lambda says (`platform.initStart`, `platform.start`, `platform.report`): nothing here holds that. */
  platformLogBytes: 1_000,
  /** One line of metrics. */
  logBytesPerMinute: 800,
} as const;

/** One stream of those that a carrier carries. */
export const SEAT = {
  /** Before its claim, of its own lease and of the carrier's, and at the handover until the next has it. */
  readUnitsPerConnection: 6,
  /** Three lines, of a stream whose id has 32 bytes, and its events' ids 36. */
  logBytesPerConnection: 1_650,
  /** In the index of its carrier, with such an id. */
  indexBytes: 60,
  /** By the admission machine, when no carrier runs: each stream is started once a month. */
  transitionsPerStart: 14,
  /** Into the index of those that wait, out of it, and into that of its carrier. */
  indexWritesPerStart: 3,
  /** Seats that change their carrier in a month: the fleet grows or shrinks, or one is too loud. */
  movesPerMonth: 10,
  /** Offered, and then taken: out of one index and into another, twice. */
  indexWritesPerMove: 6,
} as const;

/** The record of a connection, of less than 1 KB. */
export const LEDGER = {
  /** When it is up, and at its end; what is filled in of a killed one is beside it. */
  writesPerConnection: 2,
  /** What the connection before has said, at the end: consistent, of less than 4 KB. */
  readUnitsPerConnection: 1,
} as const;

/** How large functions of a fleet are, and how many streams each carries: as many by the CPU that each of them has. */
export const FLEETS = {
  fleet128: { memoryMb: 128, streamsPerFunction: 50 },
  fleet256: { memoryMb: 256, streamsPerFunction: 100 },
} as const;

/** The article's two functions for each stream, which start by turns. */
export const STAGGERED = {
  memoryMb: 256,
  /** A task and a wait, in each branch. */
  transitionsPerConnection: 2,
} as const;

/** A task that is written by hand. */
export const TASK = { vcpu: 0.25, gb: 0.5 } as const;

/** What CloudWatch is paid for. */
export const MONITORING = {
  /** Metrics at which alarms look: one of them looks at three. */
  alarmMetrics: 12,
  fleetAlarmMetrics: 3,
  /** A metric is billed for each hour in which it has a value. These have one only in an hour with trouble, of which a month has this share. */
  troubledShare: 0.1,
  trouble: ["sinkThrottles", "deadLetters", "framesSkipped", "cursorlessFrames", "failedTurns"],
  fleetTrouble: ["waitingStreams", "oldestWaitSeconds", "carriersAtCap"],
} as const;

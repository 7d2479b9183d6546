/** Between two looks at the indexes, in milliseconds. */
export const DEFAULT_ROUND_MS = 2_000;

/** Seats that connect at a time, so that their handshakes do not starve each other. */
export const DEFAULT_TAKES_AT_ONCE = 5;

/** Most streams of one carrier. */
export const MAX_CAPACITY = 500;

/** Most carriers of a fleet. */
export const MAX_CARRIERS = 1_000;

/** Above either no stream is taken. */
export const TAKE_UP_TO = { utilization: 0.7, memory: 0.75 } as const;

/** Above either the loudest seat is offered, and the carrier's own streams wait, too. */
export const SHED_ABOVE = { utilization: 0.9, memory: 0.9 } as const;

/** Between two seats that are offered because of the load, so that the first is seen to help; 30 s. */
export const SHED_EVERY_MS = 30_000;

/** A seat that came from elsewhere is not passed on because of the load before; 5 min. */
export const SETTLED_AFTER_MS = 300_000;

/** How long a stream is left to lower carriers that have room, so that the fleet stays packed; 6 s. */
export const LOWER_FIRST_MS = 6_000;

/** A stream that has waited this long is not left to the lowest carrier's care; 30 s. */
export const LONG_WAIT_MS = 30_000;

/** Between two starts by a carrier that does not believe the room that others report; 60 s. */
export const DISTRUST_EVERY_MS = 60_000;

/** How long a carrier without seats waits for streams before it rests; 30 s. */
export const EMPTY_BEFORE_REST_MS = 30_000;

/** How long the others must have had room for all seats before the highest carrier hands them over; 5 min. */
export const SMALL_BEFORE_DRAIN_MS = 300_000;

/** What must be left of the others' room after that, as a share of a capacity. */
export const SPARE_SHARE = 0.1;

/** Seats that are offered at a time. */
export const OFFERS_AT_ONCE = 5;

/** Between two looks at the carrier's own record, in milliseconds; 4 s. */
export const LOOK_MS = 4_000;

/** The same from the handover on, and between two checks of the seats that a successor takes next. */
export const WATCH_MS = 500;

/** Between two looks at what other carriers offer, in milliseconds; 4 s. */
export const OFFERED_MS = 4_000;

/** How far behind the table an index may be, in milliseconds; usually it is a fraction of a second. */
export const INDEX_LAG_MS = 3_000;

/** How long a seat that does not come up keeps others from connecting, in milliseconds. */
export const PLACE_MS = 2_000;

/** Between two looks at other carriers' records, two records each, and between two starts or repairs of the same carrier; 15 s. */
export const PEERS_MS = 15_000;

/** Records of other carriers that one of these looks reads. */
export const PEERS_AT_ONCE = 2;

/** What a look at all of them costs in time, for each, so that the reads of large fleets stay bounded. */
export const SWEEP_MS_PER_PEER = 1_500;

/** How long a carrier that was started is counted on without having claimed its record; 30 s. */
export const START_GRACE_MS = 30_000;

/** A carrier that has not claimed its record so long after it was begun does not count as room; 1 min. */
export const UNCLAIMED_SLOW_MS = 60_000;

/** The same, as dead; 5 min. */
export const UNCLAIMED_DEAD_MS = 300_000;

/** How long a dead carrier's streams are looked for, at least, when none are found; 10 s. */
export const REPAIR_SETTLES_MS = 10_000;

/** Between two reports of seats and room on the carrier's record; 10 s. */
export const REPORT_MS = 10_000;

/** A carrier without any seat up is sound after this; and a seat that has been held so long was not in vain; 30 s. */
export const SOUND_AFTER_MS = 30_000;

/** A superseded invocation offers to all what its successor has not taken so long before it must stop; 15 s. */
export const OFFER_BEFORE_STOP_MS = 15_000;

/** Requests for a look that is made again soon anyway. */
export const LOOK_ATTEMPTS = 2;

/** Between two values of the metrics: a full minute of the clock. */
export const METRICS_MS = 60_000;

/** What is remembered of a stream that was in vain is forgotten after this; 15 min. */
export const FORGET_AFTER_MS = 900_000;

/** Over which the loudness of a seat is averaged; 30 s. */
export const RATE_WINDOW_MS = 30_000;

/** Streams that one look asks for beyond a capacity. */
export const WAITING_LIMIT = 100;

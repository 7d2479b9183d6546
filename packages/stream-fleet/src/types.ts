import type { Lease, LeaseStore } from "@unbounded-streams/stream-lease";

/** A stream that a carrier has a place for, as its plan sees it. */
export interface SeatView {
  readonly streamId: string;
  /** Whether this invocation reads the stream. Not so: the stream is the carrier's, and is to be taken. */
  readonly isHeld: boolean;
  /** Whether the carrier wants to be rid of it. */
  readonly isOffered: boolean;
  /** How loud it is, events per second. */
  readonly eventsPerSecond: number;
  /** When it came from elsewhere, in epoch milliseconds; absent for a stream that was the carrier's before this invocation. */
  readonly takenAtMs?: number | undefined;
  /** Not to be taken before, in epoch milliseconds: it has failed. Absent: at once. */
  readonly notBeforeMs?: number | undefined;
}

/** A stream that looks for a carrier. */
export interface WaitingStream {
  readonly streamId: string;
  /** Epoch milliseconds. */
  readonly waitingSinceMs: number;
  /** Not to be taken before, in epoch milliseconds: it has failed. Absent: at once. */
  readonly notBeforeMs?: number | undefined;
}

/** Another carrier of the fleet, or one that has just been started. */
export interface PeerView {
  readonly number: number;
  /** Whether its record is running and has not expired. Not so: its streams are to be released. */
  readonly isAlive: boolean;
  readonly seats: number;
  /** Streams that it would still take, as it has reported. */
  readonly room: number;
}

/** How much a carrier has to do, each from 0 to 1, measured over tens of seconds. */
export interface CarrierLoad {
  /** Share of the time in which the event loop is busy. */
  readonly utilization: number;
  /** Share of the memory that is used. */
  readonly memory: number;
}

/** What bounds a carrier and its fleet. */
export interface FleetLimits {
  /** Most seats of a carrier. */
  readonly capacity: number;
  /** Most carriers of the fleet; their numbers are 1 to this. */
  readonly maxCarriers: number;
  /** Most seats that are taken at a time. Default 5. */
  readonly takesAtOnce?: number | undefined;
  /** How long a carrier without seats waits for streams before it rests, in milliseconds. Default 30,000. */
  readonly emptyBeforeRestMs?: number | undefined;
  /** How long the others must have had room for all seats before the highest carrier hands them over, in milliseconds. Default 300,000. */
  readonly smallBeforeDrainMs?: number | undefined;
}

/** What a carrier remembers from plan to plan; see `nextStance`. Moments in epoch milliseconds. */
export interface Stance {
  /** Since when it has had no seat, and no stream has waited. */
  readonly emptySinceMs?: number | undefined;
  /** Since when the others have had room for all that it carries. */
  readonly smallSinceMs?: number | undefined;
  /** Whether it hands all its seats to others. */
  readonly isDraining: boolean;
}

/** The carrier that makes the plan. */
export interface OwnView extends Stance {
  readonly number: number;
  readonly seats: readonly SeatView[];
  /** Streams that it would still take; see `roomOf`. */
  readonly room: number;
  /** Seats that are held and not up yet, for a short while each. Default 0. */
  readonly connecting?: number | undefined;
  /** When it offered a seat last because of its load, in epoch milliseconds. */
  readonly lastShedMs?: number | undefined;
  /** When it started a carrier last, in epoch milliseconds. */
  readonly lastStartMs?: number | undefined;
  /** Whether its own record is over, so that its number is free. Default false. */
  readonly isOver?: boolean | undefined;
}

/** All that a carrier knows when it decides. */
export interface FleetView {
  /** Epoch milliseconds. */
  readonly nowMs: number;
  readonly me: OwnView;
  /** Nobody carries them. */
  readonly waiting: readonly WaitingStream[];
  /** Their carriers want to be rid of them; its own among them. */
  readonly offered: readonly WaitingStream[];
  /** Those that this carrier has started, and that have not reported yet, are among them as alive and with room. */
  readonly peers: readonly PeerView[];
  readonly load: CarrierLoad;
  readonly limits: FleetLimits;
}

/**
 * What a carrier is to do.
 *
 * - `take`: claim the stream and read it
 * - `offer`: say that another carrier may take the stream; read on until one has
 * - `withdraw`: keep a stream that was offered
 * - `start`: start the carrier of this number
 * - `repair`: release the streams of a carrier that is dead
 * - `rest`: end, if the table says, too, that no stream needs this carrier
 */
export type FleetAction =
  | { readonly do: "take"; readonly streamId: string }
  | { readonly do: "offer"; readonly streamId: string }
  | { readonly do: "withdraw"; readonly streamId: string }
  | { readonly do: "start"; readonly carrier: number }
  | { readonly do: "repair"; readonly carrier: number }
  | { readonly do: "rest" };

/** A stream for a seat to claim and read. */
export interface SeatAssignment {
  readonly streamId: string;
  /** The epoch of the stream's lease as it was read. */
  readonly expectedEpoch: number;
  /** That lease. */
  readonly found: Lease;
  readonly holder: string;
  readonly claimId: string;
  /** The id of the carrier, for the claim. */
  readonly carrier: string;
  /** How long the carrier has left, in milliseconds. */
  readonly remainingMs: number;
}

/** How a seat came to its end. */
export type SeatEnd =
  | {
      /** As of a connection: `ended`, `stopped`, `superseded`, `expired`, `refused`, `interrupted`. */
      readonly outcome: string;
    }
  | {
      readonly error: Error;
      /** Whether no other claim would fare better: the stream is marked as failed. */
      readonly isFinal: boolean;
    };

/** The reading of one stream, as its carrier steers it. */
export interface Seat {
  /** Resolves when the stream is first connected, or when the seat is over. */
  readonly up: Promise<void>;
  /** Never rejects. */
  readonly over: Promise<SeatEnd>;
  /** Events so far. */
  readonly received: number;
  /** Looks at the stream's lease now. */
  check(): void;
  /** Looks at it often from now on: another carrier may claim it. */
  watch(): void;
  /** Makes everything durable and goes, as `expired`. */
  leave(): void;
}

/** What a state machine says to an invocation: whose turn it is. */
export interface CarrierTurn {
  readonly holder: string;
  /** Unique for each invocation. */
  readonly claimId: string;
  /** The epoch of the carrier's record as the state machine has seen it. */
  readonly expectedEpoch: number;
}

/** The moments of a carrier's invocation, in epoch milliseconds. */
export interface CarrierBudget {
  /** From then on the next invocation may take over. */
  readonly handoverAtMs: number;
  /** Then the seats that are left go. */
  readonly stopAtMs: number;
  /** Then the invocation is killed. */
  readonly deadlineMs: number;
  /** From then on it is dead for certain. */
  readonly expiresAtMs: number;
}

/** Time and chance. */
export interface CarrierSystem {
  /** Epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`, or as soon as `signal` aborts; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** At least 0, less than 1. */
  random(): number;
}

/** Where a carrier says what it does. A Powertools `Logger` is one. */
export interface CarrierLog {
  debug(message: string, fields: Record<string, unknown>): void;
  info(message: string, fields: Record<string, unknown>): void;
  warn(message: string, fields: Record<string, unknown>): void;
}

/** What a carrier measures, once a minute. */
export interface CarrierMetrics {
  /** Streams that it holds. */
  readonly seats: number;
  /** Streams that nobody carries. */
  readonly waitingStreams: number;
  /** How long the one has waited that waits longest; 0 while none does. */
  readonly oldestWaitSeconds: number;
  /** The larger of its two loads, in percent. */
  readonly carrierLoad: number;
  /** 1 when streams wait, no carrier has room, and no more carriers may be started; 0 otherwise. */
  readonly carriersAtCap: 0 | 1;
}

/** What a carrier needs. */
export interface RunCarrierOptions {
  /** Where the leases of streams and carriers are kept; its table has the indexes of a fleet. */
  readonly store: LeaseStore;
  /** The fleet's name. */
  readonly fleet: string;
  /** The carrier's number in the fleet, from 1. */
  readonly number: number;
  readonly turn: CarrierTurn;
  readonly budget: CarrierBudget;
  /** Most seats, from 1 to 500. */
  readonly capacity: number;
  /** Most carriers of the fleet, from 1 to 1,000. */
  readonly maxCarriers: number;
  /** Most seats that connect at a time. Default 5. */
  readonly takesAtOnce?: number | undefined;
  /** Between two looks at the table's indexes, in milliseconds. Default 2,000. */
  readonly roundMs?: number | undefined;
  /** Begins to claim a stream and to read it, and gives the seat at once. */
  readonly startSeat: (assignment: SeatAssignment) => Seat;
  /** Starts a carrier of the fleet. Twice with the same number and epoch is once. */
  readonly startCarrier: (number: number, epoch: number) => Promise<void>;
  readonly load: () => CarrierLoad;
  readonly log: CarrierLog;
  /** It must not throw. */
  readonly onMetrics?: ((metrics: CarrierMetrics) => void) | undefined;
  /** Once it aborts, the seats leave. */
  readonly signal?: AbortSignal | undefined;
  readonly system: CarrierSystem;
}

/**
 * How an invocation of a carrier came out.
 *
 * - `superseded`: another invocation carries on, and has every seat
 * - `expired`: its time was up, or it was asked to go
 * - `ended`: no stream needs the carrier
 * - `stopped`: somebody stopped the carrier, or its record is gone
 */
export type CarrierOutcome = "superseded" | "expired" | "ended" | "stopped";

/** What an invocation of a carrier did. Plain JSON. */
export interface CarrierReport {
  readonly outcome: CarrierOutcome;
  /** The carrier's id. */
  readonly carrier: string;
  /** The epoch of its record while this invocation held it; absent when it never did. */
  readonly epoch?: number;
  /** Claims of streams that it began. */
  readonly seatsTaken: number;
  /** Seats that had to leave with nobody there to take them. */
  readonly seatsLeft: number;
  /** Seats that went because somebody else had taken the stream over. */
  readonly handedOver: number;
  /** Seats whose stream was over. */
  readonly streamsOver: number;
  /** Seats that ended with an error. */
  readonly seatsFailed: number;
  /** Carriers that it started. */
  readonly carriersStarted: number;
  /** Most seats at a time. */
  readonly mostSeats: number;
}

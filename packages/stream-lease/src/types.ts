import type { LeaseStatus } from "./attributes.ts";

/** What the holders of a stream have counted since its first begin. */
export interface LeaseCounts {
  readonly received: number;
  readonly stored: number;
  readonly duplicates: number;
}

/** Who holds a stream, and how far it has come. Times are epoch milliseconds. */
export interface Lease {
  readonly streamId: string;
  readonly status: LeaseStatus;
  /** The execution that runs the stream, or ran it last. */
  readonly executionArn: string;
  /** The fencing token: raised by one at each claim and each begin, never lowered. */
  readonly epoch: number;
  /** When the execution that began the stream (not one that inherited it) was started. */
  readonly startedAtMs: number;
  /** When it ceased to be `running`. */
  readonly endedAtMs?: number;
  /** Why it is `stopped` or `failed`, in words. */
  readonly reason?: string;
  /** The branch that claimed last. This and the next four are there together, from the first claim after a begin. */
  readonly holder?: string;
  /** The claim itself, unique: two invocations of one holder have two of them. */
  readonly claimId?: string;
  readonly claimedAtMs?: number;
  /** From then on the next connection may be made. */
  readonly handoverAtMs?: number;
  /** From then on the holder is dead for certain: its deadline and a grace. */
  readonly expiresAtMs?: number;
  /** When the holder's connection was up; absent until `confirm`. */
  readonly connectedAtMs?: number;
  /** When the holder last wrote the lease, by `confirm`, `advance` or `report`; absent before, and from a version that did not say so. */
  readonly savedAtMs?: number;
  /**
   * The last time for which the holder has shown that its connection was up without a break: from then until `upUntilMs`, the last write
   * that was made while it was up. The two are there together; absent where no holder said so.
   */
  readonly upSinceMs?: number;
  readonly upUntilMs?: number;
  /** What the last claim found of the holder before it; absent from a claim of a version that did not say so. */
  readonly takenOver?: TakenOver;
  /** Opaque to this package: everything up to it is durable. */
  readonly checkpoint?: string;
  /** With what was handed in late. */
  readonly counts: LeaseCounts;
  /** The part of `counts` that holders who had been succeeded have handed in by `tally` since the last claim. */
  readonly late?: LeaseCounts;
  /** The epoch of the holder that has made the last `tally`. */
  readonly talliedEpoch?: number;
  /** Claims since the first begin. */
  readonly connections: number;
  /**
   * Claims in a row whose holders have shown no progress: each claim adds one, whatever becomes of it, and its holder takes
   * them back by `advance`. A holder that is killed is counted too.
   */
  readonly failures: number;
  /** What went wrong last, in words, since a holder has shown progress. */
  readonly lastError?: string;
  /** When a holder first said what went wrong, since one has shown progress. */
  readonly failingSinceMs?: number;
  /** The id of the carrier that has the stream's seat; absent while nobody carries it, and of a stream without a fleet. */
  readonly carrier?: string;
  /** The fleet that is to carry the stream, or `offeredTo(fleet)` while its carrier still does. This and the next are there together. */
  readonly waitingFor?: string;
  readonly waitingSinceMs?: number;
  /** Of a carrier: how many streams it holds, and for how many more it has room, as it reported last. */
  readonly seats?: number;
  readonly room?: number;
  /** Opaque to this package: how the source is to be followed from the checkpoint on. */
  readonly follow?: string;
  /** What its holders have counted since the first begin of events without a cursor. */
  readonly cursorless?: number;
}

/** The books of the holder of `epoch` as its successor found them: it could write nothing after that. */
export interface TakenOver {
  readonly epoch: number;
  /** Without what others had handed in late. */
  readonly counts: LeaseCounts;
}

/** Starts a stream for an execution. See `begin` for when it may. */
export interface BeginRequest {
  readonly streamId: string;
  /** Unique for each execution: an execution begins a stream once. */
  readonly executionArn: string;
  /** Whether a stream that has ended, was stopped, has failed or was never claimed may be started. Default false. */
  readonly restart?: boolean | undefined;
  /** Whether the stream starts without the checkpoint of its past. Default false. */
  readonly forgetCheckpoint?: boolean | undefined;
  /** The fleet that is to carry the stream; it waits until a carrier claims it. Absent: it is no fleet's. */
  readonly waitingFor?: string | undefined;
}

/** Hands a running stream, as it is, to the execution that succeeds another. */
export interface InheritRequest {
  readonly streamId: string;
  readonly executionArn: string;
  readonly predecessorArn: string;
}

/** Makes the caller the holder: a compare-and-set of the epoch. */
export interface ClaimRequest {
  readonly streamId: string;
  readonly holder: string;
  /** Unique for each invocation (its request id), the same when the invocation claims again. */
  readonly claimId: string;
  /** The epoch that the caller has seen, or was told. */
  readonly expectedEpoch: number;
  readonly handoverAtMs: number;
  /**
   * The caller's deadline plus a grace. After it another execution may begin the stream without being asked to restart
   * it, so the grace is the time in which this one finds a dead holder and claims again.
   */
  readonly expiresAtMs: number;
  /** The id of the carrier whose seat it becomes. Absent: nobody's. */
  readonly carrier?: string | undefined;
}

/** What proves that a write comes from the holder: the `epoch` and `claimId` of its claim. */
export interface Ownership {
  readonly streamId: string;
  readonly epoch: number;
  readonly claimId: string;
}

/** What goes with a holder's writes. */
export interface HolderState {
  /**
   * Since when the holder's connection is up without a break, in epoch milliseconds: until the moment of the write it was, then. Absent: it
   * is not up, or nothing is said of it; what was said before stays.
   */
  readonly upSinceMs?: number | undefined;
}

/** Says that the holder's connection is up. */
export interface ConfirmRequest extends Ownership, HolderState {}

/** Moves checkpoint and counters. */
export interface AdvanceRequest extends Ownership, HolderState {
  /** Absolute: `counts` of the lease as it was claimed, plus what the holder has counted itself since. */
  readonly counts: LeaseCounts;
  /** Absent: stays as it is. */
  readonly checkpoint?: string | undefined;
  /**
   * Absolute. 0 says that the holder has shown progress, and forgets what went wrong before. Absent: stays as it is, with the
   * holder's own claim counted.
   */
  readonly failures?: number | undefined;
  /** What went wrong, in words. Absent: nothing is said about that. */
  readonly lastError?: string | undefined;
  /** At most 1 KiB of UTF-8. Null: removed. Absent: stays as it is. */
  readonly follow?: string | null | undefined;
  /** Absolute, as `counts`. Absent: stays as it is. */
  readonly cursorless?: number | undefined;
}

/** Ends the stream, with the last checkpoint and counters. */
export interface FinishRequest extends Omit<AdvanceRequest, keyof HolderState> {
  readonly status: "ended" | "failed";
  readonly reason?: string | undefined;
}

/** Hands in what a holder has counted since its successor's claim, once for each holder. */
export interface TallyRequest {
  readonly streamId: string;
  /** Of the caller's own claim. */
  readonly epoch: number;
  /** Relative: what the caller's last `counts` are above `takenOver.counts` of its epoch. */
  readonly counts: LeaseCounts;
}

/** Gives the stream up for an execution that cannot go on, whoever holds it. */
export interface FailRequest {
  readonly streamId: string;
  readonly executionArn: string;
  readonly reason: string;
}

/** Stops the stream from outside. */
export interface StopRequest {
  readonly streamId: string;
  readonly reason?: string | undefined;
}

/** Says that the holder's carrier wants to be rid of the stream. The holder goes on until another has claimed it. */
export interface OfferRequest extends Ownership {
  readonly fleet: string;
}

/** Takes an offer back. */
export interface WithdrawRequest extends Ownership {}

/** Lets a stream of a dead carrier wait for another. */
export interface ReleaseRequest {
  readonly streamId: string;
  /** The id of the carrier that is dead. */
  readonly carrier: string;
  readonly fleet: string;
}

/** Says of a carrier, on its own lease, how many streams it holds, and for how many more it has room. */
export interface ReportRequest extends Ownership {
  readonly seats: number;
  readonly room: number;
}

/** The requests, by the name of the transition. */
export interface LeaseRequests {
  readonly begin: BeginRequest;
  readonly inherit: InheritRequest;
  readonly claim: ClaimRequest;
  readonly confirm: ConfirmRequest;
  readonly advance: AdvanceRequest;
  readonly finish: FinishRequest;
  readonly tally: TallyRequest;
  readonly fail: FailRequest;
  readonly stop: StopRequest;
  readonly offer: OfferRequest;
  readonly withdraw: WithdrawRequest;
  readonly release: ReleaseRequest;
  readonly report: ReportRequest;
}

/** The name of a transition. */
export type LeaseVerb = keyof LeaseRequests;

/** A request and the time at which it was made, in epoch milliseconds. */
export type Timed<Request> = Request & { readonly nowMs: number };

/** One transition as data. */
export type LeaseCommand<Verb extends LeaseVerb = LeaseVerb> = {
  [V in Verb]: { readonly verb: V; readonly request: Timed<LeaseRequests[V]> };
}[Verb];

/**
 * Why a transition was not made.
 *
 * - `absent`: there is no record of the stream
 * - `not-running`: the stream has ended, was stopped or has failed; see the lease's `status`
 * - `fenced`: the epoch or the claim is no longer the caller's
 * - `already-running`: another execution runs the stream
 * - `outdated`: the counts are lower than those of the record, so a newer write of the same holder was there first; of a
 *   `tally`: a later holder's was there first
 * - `not-succeeded`: no claim has come after the caller's, so it can still `advance`
 * - `not-carried`: no carrier has the stream, or another than the request names; see the lease's `carrier`
 * - `not-expired`: its holder may be alive
 */
export type LeaseRefusal =
  | "absent"
  | "not-running"
  | "fenced"
  | "already-running"
  | "outdated"
  | "not-succeeded"
  | "not-carried"
  | "not-expired";

/** What became of a transition: `lease` is the record after it or, when refused, the one that stood in its way. */
export type LeaseResult =
  | { readonly ok: true; readonly lease: Lease }
  | { readonly ok: false; readonly why: "absent"; readonly lease: undefined }
  | { readonly ok: false; readonly why: Exclude<LeaseRefusal, "absent">; readonly lease: Lease };

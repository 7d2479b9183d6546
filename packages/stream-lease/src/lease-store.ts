import type { InvalidRecordError } from "./errors.ts";
import type {
  AdvanceRequest,
  BeginRequest,
  ClaimRequest,
  ConfirmRequest,
  FailRequest,
  FinishRequest,
  InheritRequest,
  Lease,
  LeaseResult,
  OfferRequest,
  ReleaseRequest,
  ReportRequest,
  StopRequest,
  TallyRequest,
  WithdrawRequest,
} from "./types.ts";

/** What each call of a store may be told. */
export interface CallOptions {
  /** Ends the call with a `LeaseAbortedError`; what was on its way may still be written. */
  readonly signal?: AbortSignal | undefined;
  /** Requests at most, from 1, when that is less than the store's own. */
  readonly maxAttempts?: number | undefined;
}

/** Of all leases. */
export interface ListOptions extends CallOptions {
  /** Leases at most. Default: all. */
  readonly limit?: number | undefined;
  /** Records read by one request. Default 100. */
  readonly pageSize?: number | undefined;
  /** Told of each record that something else wrote, which is left out. Default: the list ends with the error of the first. */
  readonly onInvalid?: ((error: InvalidRecordError) => void) | undefined;
}

/** Of the streams of a carrier. */
export interface CarriedOptions extends CallOptions {
  /** Ids read by one request. Default 100. */
  readonly pageSize?: number | undefined;
}

/** Of the streams that wait. */
export interface WaitingOptions extends CallOptions {
  /** Whether to look for those that their carriers want to be rid of, instead of those that nobody carries. Default false. */
  readonly offered?: boolean | undefined;
  /** Streams at most. Default: all. */
  readonly limit?: number | undefined;
}

/** A stream that waits for a carrier. */
export interface WaitingStream {
  readonly streamId: string;
  /** Epoch milliseconds. */
  readonly waitingSinceMs: number;
}

/**
 * Where leases are kept. Each transition is one atomic write with a condition; losing is a result, not an error. A
 * transition that was made already by the same request is not made twice and gives the lease as it is.
 */
export interface LeaseStore {
  /** Consistent: sees every write that was acknowledged before the call. */
  read(streamId: string, options?: CallOptions): Promise<Lease | undefined>;
  begin(request: BeginRequest, options?: CallOptions): Promise<LeaseResult>;
  inherit(request: InheritRequest, options?: CallOptions): Promise<LeaseResult>;
  claim(request: ClaimRequest, options?: CallOptions): Promise<LeaseResult>;
  confirm(request: ConfirmRequest, options?: CallOptions): Promise<LeaseResult>;
  advance(request: AdvanceRequest, options?: CallOptions): Promise<LeaseResult>;
  finish(request: FinishRequest, options?: CallOptions): Promise<LeaseResult>;
  tally(request: TallyRequest, options?: CallOptions): Promise<LeaseResult>;
  fail(request: FailRequest, options?: CallOptions): Promise<LeaseResult>;
  stop(request: StopRequest, options?: CallOptions): Promise<LeaseResult>;
  offer(request: OfferRequest, options?: CallOptions): Promise<LeaseResult>;
  withdraw(request: WithdrawRequest, options?: CallOptions): Promise<LeaseResult>;
  release(request: ReleaseRequest, options?: CallOptions): Promise<LeaseResult>;
  report(request: ReportRequest, options?: CallOptions): Promise<LeaseResult>;
  /** All records, those of carriers too, in no order, each page as it is when it is read. */
  list(options?: ListOptions): AsyncIterable<Lease>;
  /** The ids of the streams that a carrier has, in no order. From an index: a write may show a while after it was made. */
  carried(carrier: string, options?: CarriedOptions): AsyncIterable<string>;
  /** The streams that wait for a fleet, the longest wait first. From an index, as `carried`. */
  waiting(fleet: string, options?: WaitingOptions): AsyncIterable<WaitingStream>;
}

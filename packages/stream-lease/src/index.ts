export type { Attempt, RetryPolicy, System } from "@unbounded-streams/dynamodb-request";
export { INDEXES, LEASE_ATTRIBUTES, LEASE_STATUS, type LeaseStatus } from "./attributes.ts";
export {
  type CarrierName,
  carrierId,
  DEFAULT_FLEET,
  isCarrierId,
  isFleetName,
  offeredTo,
  parseCarrierId,
} from "./carrier-id.ts";
export {
  BEGIN_EXPRESSIONS,
  FAIL_EXPRESSION,
  type LeaseValue,
  type WriteExpression,
} from "./dynamodb/expressions.ts";
export { type LeaseItem, leaseFromItem, leaseToItem } from "./dynamodb/item.ts";
export { type StreamsTableOptions, streamsTable } from "./dynamodb/streams-table.ts";
export {
  AttemptTimeoutError,
  InvalidOptionsError,
  InvalidRecordError,
  InvalidRequestError,
  LeaseAbortedError,
  LeaseRequestError,
  LeaseStoreError,
  RecordChangedError,
} from "./errors.ts";
export type {
  CallOptions,
  CarriedOptions,
  LeaseStore,
  ListOptions,
  WaitingOptions,
  WaitingStream,
} from "./lease-store.ts";
export { MAX_CHECKPOINT_BYTES, MAX_FOLLOW_BYTES } from "./limits.ts";
export { createLeaseStore } from "./stores/dynamodb-lease-store.ts";
export type {
  IndexPage,
  LeaseTable,
  PageRequest,
  ScannedPage,
  WriteAnswer,
} from "./stores/lease-table.ts";
export {
  createMemoryLeaseStore,
  createMemoryLeaseTable,
  type MemoryLeaseStoreOptions,
} from "./stores/memory.ts";
export type { LeaseStoreOptions, RetryOptions } from "./stores/options.ts";
export { createTableLeaseStore, type TableLeaseStoreOptions } from "./stores/table-lease-store.ts";
export { advance, begin, claim, confirm, fail, finish, inherit, stop, tally } from "./transitions/lease.ts";
export { offer, release, report, withdraw } from "./transitions/seats.ts";
export { LONGEST_TURN_PAUSE_SECONDS, turnPauseMs } from "./turn-pause.ts";
export type {
  AdvanceRequest,
  BeginRequest,
  ClaimRequest,
  ConfirmRequest,
  FailRequest,
  FinishRequest,
  HolderState,
  InheritRequest,
  Lease,
  LeaseCommand,
  LeaseCounts,
  LeaseRefusal,
  LeaseRequests,
  LeaseResult,
  LeaseVerb,
  OfferRequest,
  Ownership,
  ReleaseRequest,
  ReportRequest,
  StopRequest,
  TakenOver,
  TallyRequest,
  Timed,
  WithdrawRequest,
} from "./types.ts";

export type { Attempt, RetryPolicy, System } from "@unbounded-streams/dynamodb-request";
export { LEASE_ATTRIBUTES, LEASE_STATUS, type LeaseStatus } from "./attributes.ts";
export {
  BEGIN_EXPRESSIONS,
  FAIL_EXPRESSION,
  type LeaseValue,
  type WriteExpression,
} from "./dynamodb/expressions.ts";
export { type LeaseItem, leaseFromItem, leaseToItem } from "./dynamodb/item.ts";
export { streamsTable } from "./dynamodb/streams-table.ts";
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
export { MAX_CHECKPOINT_BYTES } from "./limits.ts";
export { createLeaseStore } from "./stores/dynamodb-lease-store.ts";
export type { LeaseTable, ScannedPage, WriteAnswer } from "./stores/lease-table.ts";
export {
  createMemoryLeaseStore,
  createMemoryLeaseTable,
  type MemoryLeaseStoreOptions,
} from "./stores/memory.ts";
export type { LeaseStoreOptions, RetryOptions } from "./stores/options.ts";
export { createTableLeaseStore, type TableLeaseStoreOptions } from "./stores/table-lease-store.ts";
export { advance, begin, claim, confirm, fail, finish, inherit, stop, tally } from "./transitions/lease.ts";
export type {
  AdvanceRequest,
  BeginRequest,
  CallOptions,
  ClaimRequest,
  ConfirmRequest,
  FailRequest,
  FinishRequest,
  InheritRequest,
  Lease,
  LeaseCommand,
  LeaseCounts,
  LeaseRefusal,
  LeaseRequests,
  LeaseResult,
  LeaseStore,
  LeaseVerb,
  ListOptions,
  Ownership,
  StopRequest,
  TakenOver,
  TallyRequest,
  Timed,
} from "./types.ts";

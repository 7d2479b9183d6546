export { LEASE_ATTRIBUTES, LEASE_STATUS, type LeaseStatus } from "./attributes.ts";
export { createLeaseStore } from "./dynamodb-lease-store.ts";
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
export { BEGIN_EXPRESSIONS, FAIL_EXPRESSION, type LeaseValue, type WriteExpression } from "./expressions.ts";
export { type LeaseItem, leaseFromItem, leaseToItem } from "./item.ts";
export { advance, begin, claim, confirm, fail, finish, inherit, stop } from "./lease.ts";
export type { LeaseTable, ScannedPage, WriteAnswer } from "./lease-table.ts";
export { MAX_CHECKPOINT_BYTES } from "./limits.ts";
export { createMemoryLeaseStore, createMemoryLeaseTable, type MemoryLeaseStoreOptions } from "./memory.ts";
export type { LeaseStoreOptions, RetryOptions, RetryPolicy } from "./options.ts";
export type { Attempt } from "./retry.ts";
export { streamsTable } from "./streams-table.ts";
export { createTableLeaseStore, type TableLeaseStoreOptions } from "./table-lease-store.ts";
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
  System,
  Timed,
} from "./types.ts";

export { LEASE_ATTRIBUTES, LEASE_STATUS, type LeaseStatus } from "./attributes.ts";
export { BEGIN_EXPRESSIONS, FAIL_EXPRESSION, type LeaseValue, type WriteExpression } from "./expressions.ts";
export { advance, begin, claim, confirm, fail, finish, inherit, stop } from "./lease.ts";
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

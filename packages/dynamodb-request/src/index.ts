export { backoffDelayMs, retryPauseMs } from "./backoff.ts";
export { type AttemptBounds, type CallErrors, type Calls, callsWith } from "./calls.ts";
export {
  classifyFailure,
  type Failure,
  type RefusedFailure,
  type TransientFailure,
} from "./classify-failure.ts";
export { type DeadlineOptions, withDeadline } from "./deadline.ts";
export { countedAttempts, describeCause, type Remedies, remedyFor } from "./describe-failure.ts";
export { ATTEMPT_TIMEOUT } from "./error-shape.ts";
export { asOneRequest, type WithMiddleware } from "./one-request.ts";
export { destinationIssues, shown, whole } from "./option-issues.ts";
export {
  type RequestDefaults,
  type RequestOptions,
  type ResolvedRequestOptions,
  resolveRequestOptions,
} from "./request-options.ts";
export {
  MAX_TIMER_MS,
  type RetryOptions,
  type RetryPolicy,
  resolveRetry,
  retryIssues,
} from "./retry-policy.ts";
export type { System } from "./system.ts";
export { isTable, isTableArn } from "./table-name.ts";
export { type Attempt, type AttemptDeps, type Settled, untilSettled } from "./until-settled.ts";

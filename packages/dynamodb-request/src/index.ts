export { backoffDelayMs, retryPauseMs } from "./backoff.ts";
export { type AttemptBounds, type CallErrors, type Calls, callsWith } from "./calls.ts";
export { type DeadlineOptions, withDeadline } from "./deadline.ts";
export {
  classifyFailure,
  type Failure,
  type RefusedFailure,
  type TransientFailure,
} from "./failures/classify-failure.ts";
export { countedAttempts, describeCause, type Remedies, remedyFor } from "./failures/describe-failure.ts";
export { ATTEMPT_TIMEOUT } from "./failures/error-shape.ts";
export { asOneRequest, type WithMiddleware } from "./one-request.ts";
export { destinationIssues, shown, whole } from "./options/option-issues.ts";
export {
  type RequestDefaults,
  type RequestOptions,
  type ResolvedRequestOptions,
  resolveRequestOptions,
} from "./options/request-options.ts";
export {
  MAX_TIMER_MS,
  type RetryOptions,
  type RetryPolicy,
  resolveRetry,
  retryIssues,
} from "./options/retry-policy.ts";
export { isTable, isTableArn } from "./options/table-name.ts";
export type { System } from "./system.ts";
export { type Attempt, type AttemptDeps, type Settled, untilSettled } from "./until-settled.ts";

import type { Retrier } from "./asl.ts";
import { LAMBDA_RETRYABLE_ERRORS, TRANSIENT_ERRORS } from "./error-names.ts";

/** A minute of Lambda's throttling at most; after that the branch looks at the lease before it calls again. */
const FUNCTION_ATTEMPTS = 6;

/** Three minutes of a service's faults at most. */
const SERVICE_ATTEMPTS = 10;

/** Retries of the function's call, for Lambda's own faults alone: what the function throws is never repeated blindly. */
export function retryLambdaFaults(): Retrier[] {
  return [backOff(LAMBDA_RETRYABLE_ERRORS, FUNCTION_ATTEMPTS)];
}

/**
 * Retries of a call that can be repeated without harm, whatever went wrong: the names of a service's faults change with
 * the SDK that Step Functions calls it by. Only `permanent` errors are what they are.
 */
export function retryUnless(permanent: readonly string[]): Retrier[] {
  return [neverRetry(permanent), backOff(TRANSIENT_ERRORS, SERVICE_ATTEMPTS)];
}

/** Tries again after so many seconds, each time the same, at most `maxAttempts` times. */
export function retryEvenly(
  errors: readonly string[],
  intervalSeconds: number,
  maxAttempts: number,
): Retrier {
  return {
    ErrorEquals: errors,
    IntervalSeconds: intervalSeconds,
    BackoffRate: 1,
    MaxAttempts: maxAttempts,
  };
}

/** Never tries again. Stands before a wider retrier, because the first one that matches decides. */
export function neverRetry(errors: readonly string[]): Retrier {
  return { ErrorEquals: errors, MaxAttempts: 0 };
}

function backOff(errors: readonly string[], attempts: number): Retrier {
  return {
    ErrorEquals: errors,
    IntervalSeconds: 1,
    BackoffRate: 2,
    MaxAttempts: attempts,
    MaxDelaySeconds: 30,
    JitterStrategy: "FULL",
  };
}

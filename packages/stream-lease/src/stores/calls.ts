import { callsWith } from "@unbounded-streams/dynamodb-request";
import { AttemptTimeoutError, LeaseAbortedError, LeaseRequestError, LeaseStoreError } from "../errors.ts";

/** The calls of a store, in the words of this package. */
export const { attempt, untilDone } = callsWith({
  base: LeaseStoreError,
  timedOut: (timeoutMs) => new AttemptTimeoutError(timeoutMs),
  aborted: (reason) => new LeaseAbortedError(reason),
  failed: (what, attempts, cause) => new LeaseRequestError(what, attempts, cause),
});

import { callsWith } from "@unbounded-streams/dynamodb-request";
import { LedgerAbortedError, LedgerError, LedgerRequestError, LedgerTimeoutError } from "../errors.ts";

/** The calls of a ledger, in the words of this package. */
export const { attempt, untilDone } = callsWith({
  base: LedgerError,
  timedOut: (timeoutMs) => new LedgerTimeoutError(timeoutMs),
  aborted: (reason) => new LedgerAbortedError(reason),
  failed: (what, attempts, cause) => new LedgerRequestError(what, attempts, cause),
});

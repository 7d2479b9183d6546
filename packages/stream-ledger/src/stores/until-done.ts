import { type Attempt, type AttemptDeps, untilSettled } from "@unbounded-streams/dynamodb-request";
import { LedgerAbortedError, LedgerRequestError } from "../errors.ts";

/**
 * Attempts again and again, with growing pauses, until one is done or none is left.
 *
 * @param what what is attempted, for the message of an error
 * @throws {LedgerRequestError} when an attempt was refused, or the last one was not done
 * @throws {LedgerAbortedError} when `signal` aborts
 */
export async function untilDone<Value>(
  what: string,
  attempt: () => Promise<Attempt<Value>>,
  deps: AttemptDeps,
): Promise<Value> {
  const settled = await untilSettled(attempt, deps);
  switch (settled.kind) {
    case "done":
      return settled.value;
    case "aborted":
      throw new LedgerAbortedError(settled.reason);
    case "failed":
      throw new LedgerRequestError(what, settled.attempts, settled.cause);
  }
}

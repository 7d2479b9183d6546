import { FAIL_EXPRESSION } from "@unbounded-streams/stream-lease/expressions";
import type { Catcher, State } from "../states/asl.ts";
import { catchAndForget, catchAndKeep } from "../states/catchers.ts";
import { isPresent, when } from "../states/conditions.ts";
import { STATES_ALL } from "../states/error-names.ts";
import { choose, failAsCaught, note } from "../states/flow-states.ts";
import { type LeaseTable, writeLease } from "../states/lease-tasks.ts";

const HAS_CAUSE = "Is there a cause?";
const NO_CAUSE = "No cause given";
const WHAT_TIME = "What time is it?";
const FAILED_NOW = "Failed now";
const FAILED_SINCE_START = "Failed since the start";
const MARK_FAILED = "Mark the stream as failed";
const RELAY_FAILED = "Relay failed";
const ERROR_PATH = "$.error";

/** Leads every error that can be caught to {@link failureStates}. */
export function catchFailure(): Catcher {
  return catchAndKeep([STATES_ALL], HAS_CAUSE, ERROR_PATH);
}

/**
 * Marks the stream as failed, if it is this execution's and still runs, and fails with the error that was caught. The
 * cause becomes the reason on the record: 32,768 characters at most, which is what Step Functions leaves of it. An
 * interpreter that does not know the time at which a state is entered has the start of the execution written instead.
 */
export function failureStates(table: LeaseTable): Record<string, State> {
  const enteredTime = "$$.State.EnteredTime";
  return {
    [HAS_CAUSE]: choose([when(isPresent(`${ERROR_PATH}.Cause`), WHAT_TIME)], NO_CAUSE),
    [NO_CAUSE]: note(
      { "Error.$": `${ERROR_PATH}.Error`, Cause: "no cause was given" },
      ERROR_PATH,
      WHAT_TIME,
    ),
    [WHAT_TIME]: choose([when(isPresent(enteredTime), FAILED_NOW)], FAILED_SINCE_START),
    [FAILED_NOW]: note({ "at.$": enteredTime }, "$.failure", MARK_FAILED),
    [FAILED_SINCE_START]: note({ "at.$": "$$.Execution.StartTime" }, "$.failure", MARK_FAILED),
    [MARK_FAILED]: writeLease(
      table,
      FAIL_EXPRESSION,
      {
        ":executionArn": "$.executionArn",
        ":now": "$.failure.at",
        ":reason": `${ERROR_PATH}.Cause`,
      },
      { Catch: [catchAndForget([STATES_ALL], RELAY_FAILED)], Next: RELAY_FAILED },
    ),
    [RELAY_FAILED]: failAsCaught(ERROR_PATH),
  };
}

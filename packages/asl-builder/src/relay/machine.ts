import { FAIL_EXPRESSION } from "@unbounded-streams/stream-lease/expressions";
import type { State, StateMachineDefinition } from "../asl.ts";
import { isPresent, when } from "../conditions.ts";
import { STATES_ALL, STREAM_ENDED_ERROR } from "../error-names.ts";
import { writeLease } from "../lease-states.ts";
import { RELAY_OUTCOMES } from "../outcomes.ts";
import { catchAndForget, catchAndKeep, choose, failAsCaught, note, parallel, reshape } from "../states.ts";
import { relayBranch } from "./branch.ts";
import { inputStates, READ_INPUT } from "./execution-input.ts";
import type { ResolvedRelayOptions } from "./resolved-options.ts";
import { startStates, WAYS_TO_START } from "./start.ts";

const RELAY = "Relay";
const HANDED_OVER = "Handed over";
const STREAM_ENDED = "Stream ended";
const HAS_CAUSE = "Is there a cause?";
const NO_CAUSE = "No cause given";
const WHAT_TIME = "What time is it?";
const FAILED_NOW = "Failed now";
const FAILED_SINCE_START = "Failed since the start";
const MARK_FAILED = "Mark the stream as failed";
const RELAY_FAILED = "Relay failed";
const ERROR_PATH = "$.error";

export function relayMachine(options: ResolvedRelayOptions): StateMachineDefinition {
  return {
    Comment:
      options.comment ?? "Hands the stream from connection to connection through a lease, without a gap.",
    StartAt: READ_INPUT,
    States: {
      ...inputStates(WAYS_TO_START),
      ...startStates(options, { relay: RELAY, gone: STREAM_ENDED }),
      [RELAY]: parallel([relayBranch("A", options), relayBranch("B", options)], {
        ResultPath: null,
        Catch: [
          catchAndForget([STREAM_ENDED_ERROR], STREAM_ENDED),
          catchAndKeep([STATES_ALL], HAS_CAUSE, ERROR_PATH),
        ],
        Next: HANDED_OVER,
      }),
      [HANDED_OVER]: reshape(
        { outcome: RELAY_OUTCOMES.handedOver, "streamId.$": "$.streamId" },
        { End: true },
      ),
      [STREAM_ENDED]: reshape({ outcome: RELAY_OUTCOMES.ended, "streamId.$": "$.streamId" }, { End: true }),
      ...failureStates(options),
    },
  };
}

/**
 * Marks the stream as failed, if it is this execution's and still runs, and fails with the error that was caught. The
 * cause becomes the reason on the record: 32,768 characters at most, which is what Step Functions leaves of it. An
 * interpreter that does not know the time at which a state is entered has the start of the execution written instead.
 */
function failureStates(options: ResolvedRelayOptions): Record<string, State> {
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
      options,
      FAIL_EXPRESSION,
      {
        ":executionArn": "$$.Execution.Id",
        ":now": "$.failure.at",
        ":reason": `${ERROR_PATH}.Cause`,
      },
      { Catch: [catchAndForget([STATES_ALL], RELAY_FAILED)], Next: RELAY_FAILED },
    ),
    [RELAY_FAILED]: failAsCaught(ERROR_PATH),
  };
}

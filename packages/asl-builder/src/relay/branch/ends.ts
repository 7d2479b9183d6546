import { MAX_SUCCESSOR_STARTS } from "../../limits.ts";
import type { State } from "../../states/asl.ts";
import {
  NO_SUCCESSOR_ERROR,
  STREAM_ENDED_ERROR,
  STREAM_FAILED_ERROR,
  UNKNOWN_OUTCOME_ERROR,
} from "../../states/error-names.ts";
import { fail, failAsCaught } from "../../states/flow-states.ts";
import { FINAL_OUTCOMES, PASSING_OUTCOMES } from "../../states/outcomes.ts";
import type { BranchStateNames } from "./names.ts";

/** Where the error stands with which the function has refused the stream for good. */
export const REFUSAL_PATH = "$.error";

/** The ways in which a branch fails, and with it the machine around both; the end of the stream is one of them. */
export function endStates(names: BranchStateNames): Record<string, State> {
  return {
    [names.ended]: fail(STREAM_ENDED_ERROR, "the stream has ended or was stopped"),
    [names.failed]: fail(STREAM_FAILED_ERROR, "the lease of the stream says why, as its reason"),
    [names.refused]: failAsCaught(REFUSAL_PATH),
    [names.unknownOutcome]: fail(
      UNKNOWN_OUTCOME_ERROR,
      `the function's answer has no outcome out of ${[...FINAL_OUTCOMES, ...PASSING_OUTCOMES].join(", ")}`,
    ),
    [names.noSuccessor]: fail(
      NO_SUCCESSOR_ERROR,
      `no successor execution took the stream over; ${MAX_SUCCESSOR_STARTS} were asked for`,
    ),
  };
}

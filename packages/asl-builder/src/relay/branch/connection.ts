import type { State } from "../../states/asl.ts";
import { catchAndForget, catchAndKeep } from "../../states/catchers.ts";
import { isText, when } from "../../states/conditions.ts";
import { PERMANENT_ERRORS, TRANSIENT_ERRORS } from "../../states/error-names.ts";
import { choose } from "../../states/flow-states.ts";
import { invokeFunctionWith, taskTimeoutSeconds } from "../../states/function-task.ts";
import { FINAL_OUTCOMES, PASSING_OUTCOMES } from "../../states/outcomes.ts";
import { retryLambdaFaults } from "../../states/retries.ts";
import type { BranchOptions } from "./branch-options.ts";
import { REFUSAL_PATH } from "./ends.ts";
import type { BranchStateNames } from "./names.ts";

const OUTCOME_PATH = "$.connection.outcome";

/** Invokes the function for one connection, and goes by how that ended. */
export function connectingStates(names: BranchStateNames, options: BranchOptions): Record<string, State> {
  return {
    [names.connect]: invokeFunctionWith(
      options,
      { Payload: options.payload },
      {
        TimeoutSeconds: taskTimeoutSeconds(options.lifetimeSeconds),
        ResultSelector: { "outcome.$": "$.Payload.outcome" },
        ResultPath: "$.connection",
        Retry: retryLambdaFaults(),
        Catch: [
          catchAndKeep(PERMANENT_ERRORS, names.refused, REFUSAL_PATH),
          catchAndForget(TRANSIENT_ERRORS, names.look),
        ],
        Next: names.howEnded,
      },
    ),
    [names.howEnded]: choose(
      [
        ...FINAL_OUTCOMES.map((outcome) => when(isText(OUTCOME_PATH, outcome), names.ended)),
        ...PASSING_OUTCOMES.map((outcome) => when(isText(OUTCOME_PATH, outcome), names.look)),
      ],
      names.unknownOutcome,
    ),
  };
}

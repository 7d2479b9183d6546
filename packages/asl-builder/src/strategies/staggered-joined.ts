import type { Resolved } from "../options/resolved-options.ts";
import type { StaggeredJoinedOptions } from "../options/state-machine-options.ts";
import { checkWait, refuseFleet, refuseLease } from "../options/strategy-checks.ts";
import type { State, StateGraph } from "../states/asl.ts";
import { catchAndForget, catchError } from "../states/catchers.ts";
import { when } from "../states/conditions.ts";
import { PERMANENT_ERRORS, TRANSIENT_ERRORS } from "../states/error-names.ts";
import { choose, constant, failAsCaught, parallel, reshape, succeed, wait } from "../states/flow-states.ts";
import { invokeFunction, taskTimeoutSeconds } from "../states/function-task.ts";
import { ENDED_OUTCOME, INTERRUPTED_OUTCOME } from "../states/outcomes.ts";
import { type BranchNumber, numbered, taskStateName, waitStateName } from "../states/state-names.ts";
import type { Strategy } from "./strategy.ts";

const KEEP_INPUT = "Keep input";
const TURN = "Parallel";
const STREAM_ENDED_QUESTION = "Stream ended?";
const STREAM_ENDED = "Stream ended";

/**
 * Turns of two overlapping connections: one at once, one after the wait. A `Parallel` is over only when both of its
 * branches are, so nobody is connected from the end of the second connection to the start of the next turn.
 *
 * What runs through the loop is `{ input, connections }`: each turn gives its branches the `input` that the execution
 * was started with and overwrites `connections`, so that nothing grows.
 */
export const staggeredJoined: Strategy<StaggeredJoinedOptions> = {
  invokesFunction: true,
  checkOptions: (raw) => [...checkWait(raw), ...refuseLease(raw), ...refuseFleet(raw)],

  build(options) {
    return {
      Comment: options.comment ?? "Connects to the stream twice per turn, staggered, until it ends.",
      StartAt: KEEP_INPUT,
      States: {
        [KEEP_INPUT]: reshape({ "input.$": "$" }, { Next: TURN }),
        [TURN]: parallel([connectingBranch(options), waitingBranch(options)], {
          InputPath: "$.input",
          ResultPath: "$.connections",
          Next: STREAM_ENDED_QUESTION,
        }),
        [STREAM_ENDED_QUESTION]: choose(
          ["$.connections[0].outcome", "$.connections[1].outcome"].map((outcome) =>
            when({ Variable: outcome, StringEquals: ENDED_OUTCOME }, STREAM_ENDED),
          ),
          TURN,
        ),
        [STREAM_ENDED]: succeed("$.input"),
      },
    };
  },
};

function connectingBranch(options: Resolved<StaggeredJoinedOptions>): StateGraph {
  return { StartAt: taskStateName(options, 1), States: connectionStates(options, 1) };
}

function waitingBranch(options: Resolved<StaggeredJoinedOptions>): StateGraph {
  const pause = waitStateName(options);
  return {
    StartAt: pause,
    States: {
      [pause]: wait(options.waitSeconds, taskStateName(options, 2)),
      ...connectionStates(options, 2),
    },
  };
}

/** One connection, whose branch ends with `{ outcome }` or fails for good. */
function connectionStates(
  options: Resolved<StaggeredJoinedOptions>,
  branch: BranchNumber,
): Record<string, State> {
  const interrupted = numbered("Interrupted", branch);
  const refused = numbered("Refused", branch);
  return {
    [taskStateName(options, branch)]: invokeFunction(options, {
      TimeoutSeconds: taskTimeoutSeconds(options.lifetimeSeconds),
      ResultSelector: { "outcome.$": "$.Payload.outcome" },
      Catch: [catchError(PERMANENT_ERRORS, refused), catchAndForget(TRANSIENT_ERRORS, interrupted)],
      End: true,
    }),
    [interrupted]: constant({ outcome: INTERRUPTED_OUTCOME }, { End: true }),
    [refused]: failAsCaught(),
  };
}

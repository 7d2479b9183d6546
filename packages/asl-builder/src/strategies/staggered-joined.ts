import type { State, StateGraph } from "../asl.ts";
import { PERMANENT_ERRORS, TRANSIENT_ERRORS } from "../error-names.ts";
import { checkWait, refuseLease } from "../option-checks.ts";
import { ENDED_OUTCOME, INTERRUPTED_OUTCOME } from "../outcomes.ts";
import { type BranchNumber, numbered, taskStateName, waitStateName } from "../state-names.ts";
import {
  catchAndForget,
  catchError,
  choiceIfAnyEquals,
  constant,
  failAsCaught,
  invokeFunction,
  parallel,
  reshape,
  succeed,
  taskTimeoutSeconds,
  wait,
} from "../states.ts";
import type { StaggeredJoinedOptions } from "../types.ts";
import type { Resolved, Strategy } from "./strategy.ts";

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
  checkOptions: (raw) => [...checkWait(raw), ...refuseLease(raw)],

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
        [STREAM_ENDED_QUESTION]: choiceIfAnyEquals(
          ["$.connections[0].outcome", "$.connections[1].outcome"],
          ENDED_OUTCOME,
          STREAM_ENDED,
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

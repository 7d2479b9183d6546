import type { Resolved } from "../options/resolved-options.ts";
import type { StaggeredOptions } from "../options/state-machine-options.ts";
import { checkWait, refuseFleet, refuseLease } from "../options/strategy-checks.ts";
import type { StateGraph } from "../states/asl.ts";
import { catchAndForget } from "../states/catchers.ts";
import { STATES_TASK_FAILED } from "../states/error-names.ts";
import { parallel, wait } from "../states/flow-states.ts";
import { invokeFunction } from "../states/function-task.ts";
import { type BranchNumber, taskStateName, waitStateName } from "../states/state-names.ts";
import type { Strategy } from "./strategy.ts";

/**
 * Two branches for the whole life of the stream. Each waits, connects, and waits again when its connection fails; the
 * second one starts by connecting. On a source that closes the older connection when a newer one comes, a connection
 * ends just after the next has started, and the branches stay in step.
 *
 * The machine is kept exactly as it was first published, its weaknesses included: it catches `States.TaskFailed`
 * alone, so refusals that no retry can mend are repeated for ever, and a task has no timeout of its own.
 */
export const staggered: Strategy<StaggeredOptions> = {
  invokesFunction: true,
  checkOptions: (raw) => [...checkWait(raw), ...refuseLease(raw), ...refuseFleet(raw)],

  build(options) {
    return {
      Comment: options.comment ?? "A description of my state machine",
      StartAt: "Parallel",
      States: {
        Parallel: parallel(
          [branch(options, 1, waitStateName(options, 1)), branch(options, 2, taskStateName(options, 2))],
          { ResultPath: null, End: true },
        ),
      },
    };
  },
};

function branch(options: Resolved<StaggeredOptions>, number: BranchNumber, startAt: string): StateGraph {
  const pause = waitStateName(options, number);
  const connection = taskStateName(options, number);
  return {
    StartAt: startAt,
    States: {
      [pause]: wait(options.waitSeconds, connection),
      [connection]: invokeFunction(options, {
        Catch: [catchAndForget([STATES_TASK_FAILED], pause)],
        ResultPath: null,
        End: true,
      }),
    },
  };
}

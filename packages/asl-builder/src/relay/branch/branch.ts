import type { PayloadTemplate, StateGraph } from "../../states/asl.ts";
import { reshape, wait } from "../../states/flow-states.ts";
import { LEASE_EPOCH } from "../../states/lease-tasks.ts";
import type { BranchOptions } from "./branch-options.ts";
import { connectingStates } from "./connection.ts";
import { endStates } from "./ends.ts";
import { lookingStates } from "./look.ts";
import { type BranchName, branchStateNames } from "./names.ts";
import { NO_PAUSE, pauseStates } from "./pause.ts";
import { successorStates } from "./successor.ts";
import { turnStates } from "./turn.ts";

/**
 * One of the two branches: looks at the lease, waits until its turn, connects, and looks again, whatever became of the
 * connection. Each way round leads through the counting of turns.
 */
export function relayBranch(branch: BranchName, options: BranchOptions): StateGraph {
  const names = branchStateNames(branch, options);
  const isFirst = branch === "A";
  return {
    StartAt: names.init,
    States: {
      [names.init]: reshape(branchRecord(branch, options.maxTurns), {
        Next: isFirst ? names.look : names.letOtherGoFirst,
      }),
      ...(isFirst ? {} : { [names.letOtherGoFirst]: wait(options.headStartSeconds, names.look) }),
      ...lookingStates(names, options),
      ...turnStates(names, options),
      ...pauseStates(names),
      ...connectingStates(names, options),
      ...successorStates(names, options),
      ...endStates(names),
    },
  };
}

/** What the branch knows of itself: small, and of one size for ever. */
function branchRecord(branch: BranchName, maxTurns: number): PayloadTemplate {
  return {
    "streamId.$": "$.streamId",
    "executionArn.$": "$.executionArn",
    "holder.$": `States.Format('{}/${branch}', $$.Execution.Name)`,
    "partner.$": `States.Format('{}/${branch === "A" ? "B" : "A"}', $$.Execution.Name)`,
    "lastEpoch.$": `States.MathAdd(${LEASE_EPOCH}, ${maxTurns})`,
    successor: { "root.$": "$.root", "generation.$": "States.MathAdd($.generation, 1)" },
    turn: { attempts: 0, epoch: 0, previousEpoch: 0 },
    pause: NO_PAUSE,
  };
}

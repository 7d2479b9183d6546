import type { ResolvedRelayOptions } from "../../options/resolved-options.ts";
import type { State } from "../../states/asl.ts";
import { when } from "../../states/conditions.ts";
import { choose, note, wait } from "../../states/flow-states.ts";
import { LEASE_EPOCH } from "../../states/lease-tasks.ts";
import type { BranchStateNames } from "./names.ts";
import { isInVain, isSuccessorsTurn } from "./successor.ts";

/** Counts the branch's turn, and decides what becomes of it: a connection, at once or after a pause, or a successor. */
export function turnStates(
  names: BranchStateNames,
  { maxTurns }: ResolvedRelayOptions,
): Record<string, State> {
  return {
    [names.countTurn]: note(
      {
        "attempts.$": "States.MathAdd($.turn.attempts, 1)",
        "epoch.$": LEASE_EPOCH,
        "previousEpoch.$": "$.turn.epoch",
      },
      "$.turn",
      names.mayConnect,
    ),
    [names.mayConnect]: choose(
      [
        when(isInVain(maxTurns), names.noSuccessor),
        when(isSuccessorsTurn(maxTurns), names.startSuccessor),
        when({ Variable: "$.turn.epoch", NumericEqualsPath: "$.turn.previousEpoch" }, names.pause),
      ],
      names.connect,
    ),
    // Nobody has claimed since this branch's last attempt: the function fails before it claims. Not in a tight loop, then.
    [names.pause]: wait(1, names.connect),
  };
}

import type { ResolvedHandoverOptions } from "../../options/resolved-options.ts";
import type { Condition, State } from "../../states/asl.ts";
import { all, isSameText, isTrue, when } from "../../states/conditions.ts";
import { choose, note } from "../../states/flow-states.ts";
import { LEASE_EPOCH, LEASE_PATHS } from "../../states/lease-tasks.ts";
import type { BranchStateNames } from "./names.ts";
import { PAUSE_IS_OVER_PATH } from "./pause.ts";
import { isInVain, isSuccessorsTurn } from "./successor.ts";

/** Nobody has claimed since this branch was here last: it has paused, or its own claim was never made. */
const isSameEpoch: Condition = { Variable: "$.turn.epoch", NumericEqualsPath: "$.turn.previousEpoch" };

/**
 * Counts the branch's turn, and decides what becomes of it: a connection, at once or after a pause, or a successor. Whoever
 * has waited for the handover of the other branch connects at once: what that one had of its time is a pause already.
 */
export function turnStates(
  names: BranchStateNames,
  { maxTurns }: ResolvedHandoverOptions,
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
        // Before the limit: a pause is of no use to a successor, which would have to make it again.
        when(all(isSameEpoch, isTrue(PAUSE_IS_OVER_PATH)), names.pauseOver),
        when(isSuccessorsTurn(maxTurns), names.startSuccessor),
        when(isSameEpoch, names.vainTurn),
        when(isSameText(LEASE_PATHS.holder, "$.partner"), names.relieve),
      ],
      names.newTurn,
    ),
  };
}

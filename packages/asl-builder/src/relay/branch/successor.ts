import { MAX_SUCCESSOR_STARTS } from "../../limits.ts";
import type { ResolvedHandoverOptions } from "../../options/resolved-options.ts";
import type { Condition, State } from "../../states/asl.ts";
import { catchAndForget } from "../../states/catchers.ts";
import { any } from "../../states/conditions.ts";
import { EXECUTION_EXISTS_ERROR, EXECUTION_NAME_ERRORS } from "../../states/error-names.ts";
import { constant, note, wait } from "../../states/flow-states.ts";
import { startExecution, THIS_STATE_MACHINE } from "../../states/start-execution.ts";
import type { BranchStateNames } from "./names.ts";

/*
 * How an execution hands the stream to its successor, and why no way of doing so loses it.
 *
 * A branch whose turn it is and that is at its limit (enough claims by both branches, or enough turns of its own) starts
 * the successor instead of connecting, and looks at the lease every second until it is the successor's. The old holder
 * reads on all the while: it gives way to a confirmed connection and to nothing else. The successor inherits the record as
 * it is, finds a holder that is none of its own branches, connects at once, confirms, and the old holder's branch finds
 * the stream in other hands at its next look. Both branches have then ended well, and so does the execution.
 *
 * - The reply of the start is lost, or both branches are at the limit: the same name with the same input is answered as the
 *   first time while that execution runs.
 * - The successor has come and gone before the reply of a repeated start (`ExecutionAlreadyExists`), or was stopped before it
 *   could inherit: the branch takes the next name and looks. If the stream is in other hands by then, all is well; if not,
 *   the next name is started.
 * - The name is too long: an execution's name has 80 characters at most, and those of its successors are its own and a
 *   number. Nothing in a state machine can measure a text, so that shows when the first of them is started; the chain goes on
 *   under the hash of the name, 40 characters, which both branches find alike.
 * - Two executions are started, under two names: one of them inherits, since the condition of that write is the
 *   predecessor; the other one ends as "already running".
 * - The old holder's connection breaks before the successor has connected: its branch looks. If the stream is the successor's,
 *   it ends, and the successor is connecting. If not, it is this branch's turn: it connects, or, at the limit, starts the
 *   successor too. That is why a successor does not wait for the handover of a holder that it has inherited: should that
 *   one break, nobody but the successor would be left to replace it.
 * - The stream ends meanwhile: this execution's branch raises it; the successor cannot inherit and ends, or its first look
 *   shows it.
 * - No successor comes at all: after a number of tries the branch fails, loudly, and the stream is marked as failed.
 */

/** The branch is at its limit: its turn is its successor's. */
export function isSuccessorsTurn(maxTurns: number): Condition {
  return any(
    { Variable: "$.turn.epoch", NumericGreaterThanEqualsPath: "$.lastEpoch" },
    { Variable: "$.turn.attempts", NumericGreaterThan: maxTurns },
  );
}

/** So many successors were asked for that no further one is. */
export function isInVain(maxTurns: number): Condition {
  return { Variable: "$.turn.attempts", NumericGreaterThan: maxTurns + MAX_SUCCESSOR_STARTS };
}

/** Starts the successor, and waits until the stream is in its hands. */
export function successorStates(
  names: BranchStateNames,
  { partition }: ResolvedHandoverOptions,
): Record<string, State> {
  return {
    [names.startSuccessor]: startExecution(
      {
        partition,
        parameters: {
          "StateMachineArn.$": THIS_STATE_MACHINE,
          "Name.$": "States.Format('{}-{}', $.successor.root, $.successor.generation)",
          Input: {
            "streamId.$": "$.streamId",
            successor: true,
            "root.$": "$.successor.root",
            "generation.$": "$.successor.generation",
            "predecessorArn.$": "$.executionArn",
          },
        },
        permanentErrors: [EXECUTION_EXISTS_ERROR, ...EXECUTION_NAME_ERRORS],
      },
      {
        Catch: [
          catchAndForget([EXECUTION_EXISTS_ERROR], names.nextName),
          catchAndForget(EXECUTION_NAME_ERRORS, names.shortName),
        ],
        Next: names.waitForSuccessor,
      },
    ),
    [names.nextName]: note(
      { "root.$": "$.successor.root", "generation.$": "States.MathAdd($.successor.generation, 1)" },
      "$.successor",
      names.waitForSuccessor,
    ),
    [names.shortName]: note(
      { "root.$": "States.Hash($.successor.root, 'SHA-1')", "generation.$": "$.successor.generation" },
      "$.successor",
      names.waitForSuccessor,
    ),
    [names.waitForSuccessor]: wait(1, names.look),
    [names.handedOver]: constant({}, { End: true }),
  };
}

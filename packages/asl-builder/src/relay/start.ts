import { LEASE_STATUS } from "@unbounded-streams/stream-lease/attributes";
import { BEGIN_EXPRESSIONS } from "@unbounded-streams/stream-lease/expressions";
import type { State } from "../states/asl.ts";
import { catchAndForget } from "../states/catchers.ts";
import { all, isPresent, isSameText, isText, not, when } from "../states/conditions.ts";
import { DYNAMODB_CONDITION_FAILED_ERROR } from "../states/error-names.ts";
import { choose } from "../states/flow-states.ts";
import { LEASE_PATHS, type LeaseTable, readLease, writeLease } from "../states/lease-tasks.ts";
import type { WaysToStart } from "./execution-input.ts";
import { NOT_STARTED, notStartedStates } from "./not-started.ts";

const READ_LEASE = "Read the lease";
const WHOSE_STREAM = "Whose is the stream?";

/** What stands for the parameters of every begin. */
export const BEGIN_VALUES = { ":executionArn": "$.executionArn", ":now": "$$.Execution.StartTime" };
const INHERIT_VALUES = { ":executionArn": "$.executionArn", ":predecessorArn": "$.predecessorArn" };

/** The states that write the stream's first record, by how it is to be started. */
export const WAYS_TO_START = {
  begin: "Begin the stream",
  restart: "Restart the stream",
  inherit: "Inherit the stream",
} as const satisfies WaysToStart;

/**
 * Claims the stream for this execution, then reads the record: whether the write was made now, was made by an earlier
 * attempt whose reply was lost, or was refused because the stream is somebody else's, shows in the record alone.
 *
 * The record is read apart, because the answer of a write can only give all attributes or too few, and a long checkpoint
 * would be carried along.
 */
export function startStates(
  table: LeaseTable,
  next: { readonly relay: string; readonly gone: string },
): Record<string, State> {
  const begun = {
    Next: READ_LEASE,
    Catch: [catchAndForget([DYNAMODB_CONDITION_FAILED_ERROR], READ_LEASE)],
  };
  const isRunning = isText(LEASE_PATHS.status, LEASE_STATUS.running);
  const isMine = isSameText(LEASE_PATHS.executionArn, "$.executionArn");
  return {
    [WAYS_TO_START.begin]: writeLease(table, BEGIN_EXPRESSIONS.begin, BEGIN_VALUES, begun),
    [WAYS_TO_START.restart]: writeLease(table, BEGIN_EXPRESSIONS.restart, BEGIN_VALUES, begun),
    [WAYS_TO_START.inherit]: writeLease(table, BEGIN_EXPRESSIONS.inherit, INHERIT_VALUES, begun),
    [READ_LEASE]: readLease(table, WHOSE_STREAM),
    [WHOSE_STREAM]: choose(
      [
        when(not(isPresent(LEASE_PATHS.record)), next.gone),
        when(all(isRunning, isMine), next.relay),
        when(isRunning, NOT_STARTED.alreadyRunning),
      ],
      NOT_STARTED.notRestarted,
    ),
    ...notStartedStates(),
  };
}

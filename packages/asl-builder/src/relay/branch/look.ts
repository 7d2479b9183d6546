import { LEASE_STATUS } from "@unbounded-streams/stream-lease/attributes";
import type { State } from "../../states/asl.ts";
import { all, isPresent, isSameText, isText, not, when } from "../../states/conditions.ts";
import { choose, waitUntil } from "../../states/flow-states.ts";
import { LEASE_PATHS, type LeaseTable, readLease } from "../../states/lease-tasks.ts";
import type { BranchStateNames } from "./names.ts";

/** Looks at the lease: is the stream over, whose is it, is it this branch's turn, and if not, until when is it to wait? */
export function lookingStates(names: BranchStateNames, table: LeaseTable): Record<string, State> {
  return {
    [names.look]: readLease(table, names.whatToDo),
    [names.whatToDo]: choose(
      [
        when(not(isPresent(LEASE_PATHS.record)), names.ended),
        when(not(isSameText(LEASE_PATHS.executionArn, "$.executionArn")), names.handedOver),
        ...[LEASE_STATUS.ended, LEASE_STATUS.stopped].map((status) =>
          when(isText(LEASE_PATHS.status, status), names.ended),
        ),
        when(not(isText(LEASE_PATHS.status, LEASE_STATUS.running)), names.failed),
        when(isSameText(LEASE_PATHS.holder, "$.holder"), names.countTurn),
        when(
          all(isSameText(LEASE_PATHS.holder, "$.partner"), isPresent(LEASE_PATHS.handoverAt)),
          names.waitForHandover,
        ),
      ],
      names.countTurn,
    ),
    [names.waitForHandover]: waitUntil(LEASE_PATHS.handoverAt, names.countTurn),
  };
}

import { LEASE_STATUS } from "@unbounded-streams/stream-lease/attributes";
import { FIRST_LOOK_SECONDS } from "../limits.ts";
import { NOT_STARTED, notStartedStates } from "../relay/not-started.ts";
import type { State } from "../states/asl.ts";
import { all, isPresent, isSameText, isText, not, when } from "../states/conditions.ts";
import { choose, note, reshape, waitAsLongAs } from "../states/flow-states.ts";
import { LEASE_PATHS, type LeaseTable, readLease } from "../states/lease-tasks.ts";
import { ADMISSION_OUTCOMES } from "../states/outcomes.ts";
import { NAMES } from "./names.ts";

/** Looks that have found the stream waiting. */
export const LOOKS_PATH = "$.look.count";

const SECONDS_PATH = "$.look.seconds";

/** What an admission knows of its looks at its start. */
export const NO_LOOK_YET = { look: { count: 0, seconds: FIRST_LOOK_SECONDS } } as const;

/**
 * Looks at the stream: has a carrier taken it, is it over, or does it still wait? Who begun it does not matter while it waits: one
 * that another execution has begun and that nobody has taken is looked after, too.
 */
export function lookingStates(table: LeaseTable): Record<string, State> {
  const isRunning = isText(LEASE_PATHS.status, LEASE_STATUS.running);
  const isMine = isSameText(LEASE_PATHS.executionArn, "$.executionArn");
  const { taken, over, waiting } = ADMISSION_OUTCOMES;
  const streamId = { "streamId.$": "$.streamId" };
  return {
    [NAMES.giveTime]: waitAsLongAs(SECONDS_PATH, NAMES.look),
    [NAMES.look]: readLease(table, NAMES.whatBecame, ["status", "executionArn", "waiting"]),
    [NAMES.whatBecame]: choose(
      [
        when(not(isPresent(LEASE_PATHS.record)), NAMES.gone),
        when(all(isRunning, isPresent(LEASE_PATHS.waiting)), NAMES.lookAtFirst),
        when(all(isRunning, isMine), NAMES.taken),
        when(isRunning, NOT_STARTED.alreadyRunning),
        when(isMine, NAMES.over),
      ],
      NOT_STARTED.notRestarted,
    ),
    [NAMES.countLook]: note(
      {
        "count.$": `States.MathAdd(${LOOKS_PATH}, 1)`,
        "seconds.$": `States.MathAdd(${SECONDS_PATH}, ${SECONDS_PATH})`,
      },
      "$.look",
      NAMES.giveTime,
    ),
    [NAMES.taken]: reshape({ outcome: taken, ...streamId }, { End: true }),
    [NAMES.over]: reshape({ outcome: over, ...streamId, "status.$": LEASE_PATHS.status }, { End: true }),
    [NAMES.gone]: reshape({ outcome: over, ...streamId }, { End: true }),
    [NAMES.stillWaiting]: reshape({ outcome: waiting, ...streamId }, { End: true }),
    ...notStartedStates(),
  };
}

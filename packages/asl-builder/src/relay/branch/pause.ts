import { LONGEST_TURN_PAUSE_SECONDS } from "@unbounded-streams/stream-lease/turn-pause";
import type { State } from "../../states/asl.ts";
import { when } from "../../states/conditions.ts";
import { choose, note, waitAsLongAs } from "../../states/flow-states.ts";
import { LEASE_FAILURES } from "../../states/lease-tasks.ts";
import type { BranchStateNames } from "./names.ts";

/*
 * Why no fault that each connection meets again is met without a pause.
 *
 * A claim raises the lease's `failures`, and its holder takes them back when it has shown progress. So a branch whose
 * connection is over, and a successor that inherits, know from the lease how often in a row that was for nothing, whoever
 * held it, however it came to its end. What the lease does not know, claims that were never made (the epoch has not moved),
 * the branch adds itself. The sum is the step on the ladder; on step 0, as after the kill of a connection that was up, there
 * is no pause. The lease is looked at again after each pause: the stream may be over, or somebody else's.
 */

/** Where a branch keeps what it knows of its pauses: `tries` claims in vain, `step`, `seconds`, `isOver`. */
const PAUSE_PATH = "$.pause";

/** Whether the branch comes from a pause. */
export const PAUSE_IS_OVER_PATH = `${PAUSE_PATH}.isOver`;

/** What a branch knows of its pauses at its start. */
export const NO_PAUSE = { tries: 0, isOver: false } as const;

const STEP_PATH = `${PAUSE_PATH}.step`;
const TRIES_PATH = `${PAUSE_PATH}.tries`;
const ONE_MORE_TRY = `States.MathAdd(${TRIES_PATH}, 1)`;

/** The longest pause of each step, in seconds: twice that of the step before. Step 0 has none. */
const LADDER = doublings(LONGEST_TURN_PAUSE_SECONDS);

/** Pauses before the branch connects, by how often it was in vain. */
export function pauseStates(names: BranchStateNames): Record<string, State> {
  return {
    [names.relieve]: note(NO_PAUSE, PAUSE_PATH, names.connect),
    [names.newTurn]: note({ ...NO_PAUSE, "step.$": LEASE_FAILURES }, PAUSE_PATH, names.howLong),
    [names.vainTurn]: note(
      {
        "tries.$": ONE_MORE_TRY,
        isOver: false,
        "step.$": `States.MathAdd(${LEASE_FAILURES}, ${ONE_MORE_TRY})`,
      },
      PAUSE_PATH,
      names.howLong,
    ),
    [names.howLong]: choose(
      [
        when({ Variable: STEP_PATH, NumericGreaterThan: LADDER.length }, names.drawLongestPause),
        when({ Variable: STEP_PATH, NumericGreaterThan: 0 }, names.drawPause),
      ],
      names.connect,
    ),
    [names.drawPause]: drawn(
      `States.ArrayGetItem(${array([0, ...LADDER].map(shortest))}, ${STEP_PATH})`,
      `States.ArrayGetItem(${array([0, ...LADDER].map(above))}, ${STEP_PATH})`,
      names.pause,
    ),
    [names.drawLongestPause]: drawn(
      String(shortest(LONGEST_TURN_PAUSE_SECONDS)),
      String(above(LONGEST_TURN_PAUSE_SECONDS)),
      names.pause,
    ),
    [names.pause]: waitAsLongAs(`${PAUSE_PATH}.seconds`, names.look),
    [names.pauseOver]: note({ "tries.$": TRIES_PATH, isOver: false }, PAUSE_PATH, names.connect),
  };
}

function drawn(least: string, below: string, next: string): State {
  const seconds = `States.MathRandom(${least}, ${below})`;
  return note({ "tries.$": TRIES_PATH, isOver: true, "seconds.$": seconds }, PAUSE_PATH, next);
}

/** 1, 2, 4, ... below `longest`. */
function doublings(longest: number): number[] {
  const steps: number[] = [];
  for (let seconds = 1; seconds < longest; seconds *= 2) steps.push(seconds);
  return steps;
}

/** A pause is drawn from its longer half, so that branches of many streams do not come back together. */
function shortest(seconds: number): number {
  return Math.ceil(seconds / 2);
}

/** `States.MathRandom` draws numbers below this. */
function above(seconds: number): number {
  return seconds + 1;
}

function array(numbers: readonly number[]): string {
  return `States.Array(${numbers.join(", ")})`;
}

import type { Random } from "../prng.ts";
import type { LambdaPlan, TablePlan } from "./run-plan.ts";

/** Tables to which every request gets through. */
export const NO_FAULTS: TablePlan = {
  throttle: 0,
  lostRequest: 0,
  lostReply: 0,
  failAfterWrite: 0,
  silence: 0,
  late: 0,
};

/** A little of each at all times. */
export const SOME_FAULTS: TablePlan = {
  throttle: 0.01,
  lostRequest: 0.005,
  lostReply: 0.01,
  failAfterWrite: 0.005,
  silence: 0.003,
  late: 0.005,
};

/** Half of all requests go wrong. */
export const MANY_FAULTS: TablePlan = {
  throttle: 0.3,
  lostRequest: 0.05,
  lostReply: 0.1,
  failAfterWrite: 0.05,
  silence: 0.02,
  late: 0.05,
};

/** A Lambda that does what it is asked to. */
export const CALM_LAMBDA: LambdaPlan = {
  slowStart: 0,
  crashAtStart: 0,
  duplicate: 0,
  lostAnswer: 0,
  clockSkewMs: 0,
};

/** One that is late, crashes, repeats and loses a little at all times. */
export function planLambda(random: Random): LambdaPlan {
  return {
    slowStart: 0.1,
    crashAtStart: 0.05,
    duplicate: 0.05,
    lostAnswer: 0.02,
    clockSkewMs: random.pick([0, 0, 50, 300]),
  };
}

import { VirtualClock } from "../../src/clock.ts";
import { type History, newHistory } from "../../src/history.ts";
import { planRun } from "../../src/plan/plan-run.ts";
import type { RunPlan } from "../../src/plan/run-plan.ts";
import { createRandom } from "../../src/prng.ts";
import { noTrace } from "../../src/trace.ts";
import { World } from "../../src/world/world.ts";

/** A time to count from. */
export const T0 = Date.UTC(2030, 0, 1);

/** A plan in which nothing goes wrong by itself, on a source that can resume. */
function quietPlan(source: Partial<RunPlan["source"]> = {}): RunPlan {
  const plan = planRun(1);
  const nothing = { throttle: 0, lostRequest: 0, lostReply: 0, failAfterWrite: 0, silence: 0, late: 0 };
  return {
    ...plan,
    accidents: [],
    table: nothing,
    source: { ...plan.source, mode: "shared", canResume: true, ...source },
  };
}

/** A history in which nothing has happened yet. */
export function emptyHistory(source: Partial<RunPlan["source"]> = {}): History {
  return newHistory(quietPlan(source), T0);
}

export function quietWorld(): World {
  const history = emptyHistory();
  const clock = new VirtualClock(T0);
  return new World({ plan: history.plan, clock, random: createRandom("quiet"), history, trace: noTrace });
}

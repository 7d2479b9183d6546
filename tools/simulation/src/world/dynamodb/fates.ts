import { InternalServerError, ProvisionedThroughputExceededException } from "@aws-sdk/client-dynamodb";
import type { TablePlan } from "../../plan/run-plan.ts";
import type { Random } from "../../prng.ts";

export type FateName = "answered" | keyof TablePlan;

/** What becomes of one request. Durations in milliseconds. */
export interface Fate {
  readonly name: FateName;
  /** After what time the table carries it out; undefined for never. */
  readonly arrivesInMs: number | undefined;
  /** What the sender is told instead of the table's answer. */
  readonly error: Error | undefined;
  /** After what time, from arrival or (when it does not arrive, or late) from sending, it is told; undefined for never. */
  readonly toldInMs: number | undefined;
  /** Whether it arrives although its sender has died meanwhile. */
  readonly outlivesSender: boolean;
}

const LATEST_MS = 20_000;

/** Draws what becomes of a request. */
export function drawFate(random: Random, plan: TablePlan): Fate {
  const name = drawName(random, plan);
  const arrivesInMs = random.integer(1, 12);
  const toldInMs = random.integer(1, 12);
  const outlivesSender = random.chance(0.5);
  const fate = { name, arrivesInMs, toldInMs, outlivesSender, error: undefined };
  switch (name) {
    case "answered":
      return fate;
    case "throttle":
      return { ...fate, arrivesInMs: undefined, error: throttled() };
    case "lostRequest":
      return { ...fate, arrivesInMs: undefined, error: reset() };
    case "lostReply":
      return { ...fate, error: reset() };
    case "failAfterWrite":
      return { ...fate, error: failed() };
    case "silence":
      return { ...fate, arrivesInMs: random.chance(0.5) ? arrivesInMs : undefined, toldInMs: undefined };
    case "late":
      return { ...fate, arrivesInMs: random.integer(100, LATEST_MS), error: reset(), outlivesSender: true };
  }
}

function drawName(random: Random, plan: TablePlan): FateName {
  let left = random.next();
  for (const [name, probability] of Object.entries(plan)) {
    left -= probability;
    if (left < 0) return name as FateName;
  }
  return "answered";
}

function throttled(): Error {
  const message = "The level of configured provisioned throughput for the table was exceeded";
  return new ProvisionedThroughputExceededException({ message, $metadata: { httpStatusCode: 400 } });
}

function failed(): Error {
  return new InternalServerError({ message: "Internal server error", $metadata: { httpStatusCode: 500 } });
}

function reset(): Error {
  return Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
}

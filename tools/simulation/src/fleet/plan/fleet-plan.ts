import type { LambdaPlan, RelayPlan, RunPlan, SourcePlan, TablePlan } from "../../plan/run-plan.ts";

/**
 * - `drop`, `close`, `stall`: a connection of one stream is reset, is closed properly, falls silent
 * - `outage`, `slow-connects`: one source refuses connections, or takes them on late
 * - `kill`: an invocation of a carrier is killed; `zombie`: Step Functions is told so, and it goes on for a while;
 *   `freeze`: it stands still, and goes on as if nothing had been
 * - `throttle`: Lambda turns invocations away; `table-trouble`: most requests to DynamoDB go wrong
 * - `abort`: the execution of a carrier is stopped by hand, with or without its function
 * - `second-carrier`: somebody starts a carrier that runs
 */
export const FLEET_ACCIDENT_KINDS = [
  "drop",
  "close",
  "stall",
  "outage",
  "slow-connects",
  "kill",
  "zombie",
  "freeze",
  "throttle",
  "table-trouble",
  "abort",
  "second-carrier",
] as const;

export type FleetAccidentKind = (typeof FLEET_ACCIDENT_KINDS)[number];

/** Moments and durations in milliseconds from the start of the run. */
export interface FleetAccident {
  readonly atMs: number;
  readonly kind: FleetAccidentKind;
  /** How long it lasts, for those that last. */
  readonly durationMs: number;
}

/** One stream of the fleet. */
export interface StreamPlan {
  readonly streamId: string;
  /** When it is started; for one that `startsLast`, after all others are over. */
  readonly startAtMs: number;
  readonly startsLast: boolean;
  /** How long after its start an operator stops it; undefined for one that its source ends. */
  readonly stopAfterMs: number | undefined;
  /** How long after its start its source begins to refuse everybody for good, if it does. */
  readonly revokedAfterMs: number | undefined;
  /** How long after its start somebody starts it once more. */
  readonly secondStartAfterMs: number | undefined;
  readonly eventIntervalMs: number;
  readonly eventCount: number | undefined;
  readonly fillBytes: number;
  /** When its partition of the table of events is hot: writes take more than a second. */
  readonly slowWrites: { readonly afterMs: number; readonly durationMs: number } | undefined;
}

/** What the carriers are told, and what they are made of. */
export interface CarriersPlan {
  /** Most seats of a carrier. */
  readonly capacity: number;
  readonly maxCarriers: number;
  /** Bytes on their way to the table, of all seats of a carrier. */
  readonly sharedBytes: number;
  /** Events a second with which a carrier has nothing left of its processor. */
  readonly eventsPerSecond: number;
}

/** How late the indexes are: mostly a little, sometimes a lot. */
export interface IndexPlan {
  readonly usualMs: number;
  readonly longestMs: number;
  /** Of a write that shows up late. */
  readonly lateChance: number;
}

/** The rule that wakes a fleet whose execution was stopped: its events come soon, or late. */
export interface WakePlan {
  readonly lateChance: number;
  readonly latestMs: number;
}

/** Everything about a run of a fleet that is known before it: its seed decides it. Plain JSON. */
export interface FleetPlan {
  readonly seed: number;
  readonly carriers: CarriersPlan;
  readonly streams: readonly StreamPlan[];
  /** Of all streams; those of one stream are in its plan. */
  readonly source: SourcePlan;
  readonly relay: RelayPlan;
  readonly lambda: LambdaPlan;
  readonly table: TablePlan;
  readonly tableInTrouble: TablePlan;
  readonly index: IndexPlan;
  readonly wake: WakePlan;
  readonly accidents: readonly FleetAccident[];
  /** When nothing more may be going on. */
  readonly limitMs: number;
}

/** The plan of one stream, as the parts of a world take it; of a carrier or the fleet when it is none's. */
export function runPlanOf(plan: FleetPlan, streamId: string, stream?: StreamPlan): RunPlan {
  const { seed, relay, lambda, table, tableInTrouble, limitMs } = plan;
  const { eventIntervalMs, eventCount, fillBytes } = stream ?? plan.source;
  return {
    ...{ seed, streamId, relay, lambda, table, tableInTrouble, limitMs },
    source: { ...plan.source, eventIntervalMs, eventCount, fillBytes },
    accidents: [],
    revokedAtMs: stream?.revokedAfterMs,
    stopAtMs: stream?.stopAfterMs,
    secondStartAtMs: stream?.secondStartAfterMs,
  };
}

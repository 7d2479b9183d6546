import { gapsOf } from "./checkers/check-gaps.ts";
import type { Violation } from "./checkers/violation.ts";
import type { History } from "./history.ts";
import type { SimulationResult } from "./run-simulation.ts";

/** What a run did and what was wrong with it, in figures. Plain JSON. */
export interface RunSummary {
  readonly seed: number;
  readonly streamHours: number;
  /** Claims that were won while an older connection was up: make before break. */
  readonly handovers: number;
  readonly kills: number;
  readonly reconnects: number;
  /** Executions that took the stream over from another one. */
  readonly successors: number;
  readonly connections: number;
  readonly events: number;
  /** Time without a connection, explained or not. */
  readonly gapSeconds: number;
  readonly violations: readonly Violation[];
}

/** The same of many runs. The five that follow `successors` have to be 0, and `rulesBroken` too. */
export interface Summary {
  readonly runs: number;
  readonly streamHours: number;
  readonly handovers: number;
  readonly kills: number;
  readonly lost: number;
  readonly storedTwice: number;
  readonly doubleOwners: number;
  readonly gapsUnexplained: number;
  readonly stuck: number;
  /** Rules of the lease and of the stored events that were broken in another way. */
  readonly rulesBroken: number;
  readonly reconnects: number;
  readonly successors: number;
  readonly connections: number;
  readonly events: number;
  readonly gapSeconds: number;
  readonly failingSeeds: readonly number[];
}

const HOUR_MS = 3_600_000;

export function summaryOf({ plan, history, violations }: SimulationResult): RunSummary {
  return {
    seed: plan.seed,
    streamHours: (history.endMs - history.startMs) / HOUR_MS,
    handovers: handoversOf(history),
    kills: history.kills,
    reconnects: history.connections.filter(({ requestNumber }) => requestNumber > 1).length,
    successors: history.executions.filter(({ isSuccessor }) => isSuccessor).length,
    connections: history.connections.filter(({ attachedAtMs }) => attachedAtMs !== undefined).length,
    events: history.made.length,
    gapSeconds: gapsOf(history).reduce((sum, { fromMs, untilMs }) => sum + (untilMs - fromMs) / 1000, 0),
    violations,
  };
}

/** Adds runs up, in the order of their seeds. */
export function addUp(runs: readonly RunSummary[]): Summary {
  const sum = (of: (run: RunSummary) => number) => runs.reduce((total, run) => total + of(run), 0);
  const count = (kind: Violation["kind"]) =>
    sum(({ violations }) => violations.filter((each) => each.kind === kind).length);
  return {
    runs: runs.length,
    streamHours: rounded(sum(({ streamHours }) => streamHours)),
    handovers: sum(({ handovers }) => handovers),
    kills: sum(({ kills }) => kills),
    lost: count("lost"),
    storedTwice: count("storedTwice"),
    doubleOwners: count("doubleOwners"),
    gapsUnexplained: count("gapUnexplained"),
    stuck: count("stuck"),
    rulesBroken: count("rule"),
    reconnects: sum(({ reconnects }) => reconnects),
    successors: sum(({ successors }) => successors),
    connections: sum(({ connections }) => connections),
    events: sum(({ events }) => events),
    gapSeconds: rounded(sum(({ gapSeconds }) => gapSeconds)),
    failingSeeds: runs.filter(({ violations }) => violations.length > 0).map(({ seed }) => seed),
  };
}

export function handoversOf({ claims, connections }: History): number {
  return claims.filter(({ invocation, atMs }) =>
    connections.some(
      (other) =>
        other.invocation !== invocation &&
        (other.attachedAtMs ?? Number.POSITIVE_INFINITY) <= atMs &&
        (other.deadAtMs ?? Number.POSITIVE_INFINITY) >= atMs,
    ),
  ).length;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

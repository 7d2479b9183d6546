import { gapsOf } from "../checkers/check-gaps.ts";
import type { ViolationKind } from "../checkers/violation.ts";
import { addUp, handoversOf, type RunSummary, type Summary } from "../summary.ts";
import { waitsOf } from "./checkers/check-waits.ts";
import type { FleetHistory } from "./fleet-history.ts";
import type { FleetSimulationResult } from "./run-fleet.ts";

const HOUR_MS = 3_600_000;

/** What a run of a fleet did and what was wrong with it, in figures. Plain JSON. */
export interface FleetRunSummary extends RunSummary {
  readonly streams: number;
  /** Carriers that the fleet has had, each counted once. */
  readonly carriers: number;
  /** Claims of streams that came from another carrier. */
  readonly seatsMoved: number;
  /** The longest time that a running stream had no seat, explained or not. */
  readonly longestWaitMs: number;
}

/** The same of many runs; what follows `rulesBroken` and is no sum of what happened has to be 0, too. */
export interface FleetSummary extends Summary {
  readonly waitsUnexplained: number;
  readonly capacityExceeded: number;
  readonly leftRunning: number;
  readonly starved: number;
  readonly streams: number;
  readonly carriers: number;
  readonly seatsMoved: number;
  readonly longestWaitMs: number;
}

export function fleetSummaryOf({ plan, history, violations }: FleetSimulationResult): FleetRunSummary {
  const { ground, carriers } = history;
  const streams = [...history.streams.values()];
  const sum = (of: (stream: (typeof streams)[number]) => number) =>
    streams.reduce((total, stream) => total + of(stream), 0);
  return {
    seed: plan.seed,
    streamHours: sum(({ leaseChanges, streamOver, endMs }) => {
      const begunMs = leaseChanges[0]?.atMs;
      return begunMs === undefined ? 0 : ((streamOver?.atMs ?? endMs) - begunMs) / HOUR_MS;
    }),
    handovers: sum(handoversOf),
    kills: ground.kills,
    reconnects: sum(({ connections }) => connections.filter(({ requestNumber }) => requestNumber > 1).length),
    successors: ground.executions.filter(({ isSuccessor }) => isSuccessor).length,
    connections: sum(
      ({ connections }) => connections.filter(({ attachedAtMs }) => attachedAtMs !== undefined).length,
    ),
    events: sum(({ made }) => made.length),
    gapSeconds: sum((stream) =>
      gapsOf(stream).reduce((total, { fromMs, untilMs }) => total + (untilMs - fromMs) / 1_000, 0),
    ),
    streams: streams.length,
    carriers: carriers.size,
    seatsMoved: sum(({ leaseChanges }) => leaseChanges.filter(isMove).length),
    longestWaitMs: longestWaitMs(history),
    violations,
  };
}

function isMove({ before, after }: FleetHistory["ground"]["leaseChanges"][number]): boolean {
  return before?.carrier !== undefined && after.carrier !== undefined && before.carrier !== after.carrier;
}

function longestWaitMs(history: FleetHistory): number {
  const waits = [...history.streams.keys()].flatMap((streamId) => waitsOf(history, streamId));
  return waits.reduce((longest, { fromMs, untilMs }) => Math.max(longest, untilMs - fromMs), 0);
}

/** Adds runs up, in the order of their seeds. */
export function addUpFleets(runs: readonly FleetRunSummary[]): FleetSummary {
  const { failingSeeds, ...figures } = addUp(runs);
  const sum = (of: (run: FleetRunSummary) => number) => runs.reduce((total, run) => total + of(run), 0);
  const count = (kind: ViolationKind) =>
    sum(({ violations }) => violations.filter((each) => each.kind === kind).length);
  return {
    ...figures,
    waitsUnexplained: count("waitUnexplained"),
    capacityExceeded: count("capacityExceeded"),
    leftRunning: count("leftRunning"),
    starved: count("starved"),
    streams: sum(({ streams }) => streams),
    carriers: sum(({ carriers }) => carriers),
    seatsMoved: sum(({ seatsMoved }) => seatsMoved),
    longestWaitMs: Math.max(0, ...runs.map((run) => run.longestWaitMs)),
    failingSeeds,
  };
}

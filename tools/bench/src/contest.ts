import { WrongTallyError } from "./errors.ts";
import type { Measurement, Metric, Outcome } from "./measurement.ts";
import { median, ratiosByRound } from "./statistics.ts";

/** Someone who is measured. */
export interface Entrant {
  readonly name: string;
  /** What its consumer is handed: bytes, text, chunks. */
  readonly delivers?: string;
  /** One repetition, in a process of its own; it rejects when not everything was delivered. */
  measure(): Promise<Measurement>;
}

/** A goal, for the ratio, for our own figure, or for what ours is above theirs. */
export interface Goal {
  readonly on: "ratio" | "ours" | "difference";
  readonly value: number;
}

/** Which of us is held against which of them, by what. */
export interface Comparison {
  readonly name: string;
  readonly ours: string;
  readonly peer: string;
  readonly metric: Metric;
  readonly goal?: Goal;
  /** Whether CPU is reported per MB of this body (bytes) or per record. */
  readonly cpuPer: { readonly megabytesOf: number } | "record" | "run";
}

/** Entrants that are measured in turns, and what is read from it. */
export interface Contest {
  readonly name: string;
  readonly entrants: readonly Entrant[];
  readonly comparisons: readonly Comparison[];
  /** Rounds for so many repetitions, when one takes very long or next to nothing; as many by default. */
  rounds?(repetitions: number): number;
}

/** Two figures side by side. */
export interface Pair<T = number> {
  readonly ours: T;
  readonly theirs: T;
}

/** One comparison's result. `ratio` is ours to theirs; `better` says which way is good. */
export interface Row {
  readonly name: string;
  readonly peer: string;
  /** Median of the rounds' ratios; `min` and `max` are the extremes. */
  readonly ratio: number;
  readonly min: number;
  readonly max: number;
  /** Medians. */
  readonly ours: number;
  readonly theirs: number;
  readonly unit: string;
  readonly better: "higher" | "lower";
  readonly goal?: number;
  /** What the goal is for: the ratio, our own figure, or the median of what ours was above theirs in a round. */
  readonly goalOn?: Goal["on"];
  readonly met?: boolean;
  readonly rounds: number;
  readonly delivers?: Pair<string>;
  /** CPU time of both processes, medians; `ratio` is the median of the rounds' ratios, less is better. */
  readonly cpu: Pair & { readonly ratio: number; readonly unit: string };
  /** Time of both in the garbage collector, medians. */
  readonly gcMs: Pair;
}

/** Measurements by entrant, one per round. */
export type Rounds = ReadonlyMap<string, readonly Measurement[]>;

/** How a contest is held. */
export interface HoldOptions {
  readonly rounds: number;
  readonly signal: AbortSignal;
  onMeasured(progress: { round: number; entrant: string; measurement: Measurement }): void;
}

/** Measures every entrant once per round, one after the other, so that a slow minute of the machine hits all. */
export async function holdContest(contest: Contest, options: HoldOptions): Promise<Rounds> {
  const rounds = new Map<string, Measurement[]>(contest.entrants.map(({ name }) => [name, []]));
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const entrant of contest.entrants) {
      options.signal.throwIfAborted();
      const measurement = await entrant.measure();
      rounds.get(entrant.name)?.push(measurement);
      options.onMeasured({ round, entrant: entrant.name, measurement });
    }
  }
  return rounds;
}

/** What a contest's comparisons come to. */
export function rowsOf(contest: Contest, rounds: Rounds): Row[] {
  return contest.comparisons.map((comparison) => rowOf(contest, comparison, rounds));
}

function rowOf({ entrants }: Contest, comparison: Comparison, rounds: Rounds): Row {
  const { name, peer, metric, goal } = comparison;
  const ours = measurementsOf(rounds, comparison.ours);
  const theirs = measurementsOf(rounds, peer);
  const both = <T>(of: (measurements: readonly Measurement[]) => T): Pair<T> => ({
    ours: of(ours),
    theirs: of(theirs),
  });
  const values = both((measurements) => measurements.map(metric.of));
  const ratio = ratiosByRound(values.ours, values.theirs);
  const middle = { ours: median(values.ours), theirs: median(values.theirs) };
  const delivers = {
    ours: entrants.find((entrant) => entrant.name === comparison.ours)?.delivers,
    theirs: entrants.find((entrant) => entrant.name === peer)?.delivers,
  };
  return {
    name,
    peer,
    ...rounded({ ratio: ratio.median, min: ratio.min, max: ratio.max, ...middle }),
    unit: metric.unit,
    better: metric.better,
    ...(goal === undefined
      ? {}
      : verdict(goal, metric, { ratio: ratio.median, ours: middle.ours, difference: differenceOf(values) })),
    rounds: ours.length,
    ...(delivers.ours !== undefined && delivers.theirs !== undefined
      ? { delivers: { ours: delivers.ours, theirs: delivers.theirs } }
      : {}),
    cpu: cpuSideBySide(
      both((measurements) => measurements.map(cpuOf(comparison.cpuPer))),
      comparison.cpuPer,
    ),
    gcMs: rounded(both((measurements) => median(measurements.map(({ gcMs }) => gcMs)))),
  };
}

function measurementsOf(rounds: Rounds, entrant: string): readonly Measurement[] {
  const measurements = rounds.get(entrant);
  if (measurements === undefined) throw new RangeError(`${entrant} is compared but was not entered`);
  return measurements;
}

/** Round by round, so that what slows a whole round down falls out of it. */
function differenceOf({ ours, theirs }: Pair<readonly number[]>): number {
  return median(ours.map((value, round) => value - (theirs[round] ?? Number.NaN)));
}

function verdict(goal: Goal, { better }: Metric, values: Readonly<Record<Goal["on"], number>>) {
  const value = values[goal.on];
  const met = better === "higher" ? value >= goal.value : value <= goal.value;
  return { goal: goal.value, goalOn: goal.on, met };
}

function cpuSideBySide({ ours, theirs }: Pair<number[]>, per: Comparison["cpuPer"]): Row["cpu"] {
  const ratio = ratiosByRound(ours, theirs).median;
  return { ...rounded({ ours: median(ours), theirs: median(theirs), ratio }), unit: cpuUnit(per) };
}

function cpuOf(per: Comparison["cpuPer"]): (measurement: Measurement) => number {
  if (per === "run") return ({ cpuMs }) => cpuMs;
  if (per === "record") return ({ cpuMs, records }) => (cpuMs * 1000) / records;
  return ({ cpuMs }) => cpuMs / (per.megabytesOf / 1_000_000);
}

function cpuUnit(per: Comparison["cpuPer"]): string {
  if (per === "run") return "ms";
  return per === "record" ? "us/event" : "ms/MB";
}

const SIGNIFICANT_DIGITS = 4;

function rounded<T extends { readonly [Name in keyof T]: number }>(values: T): T {
  const entries = Object.entries<number>(values).map(([name, value]) => [
    name,
    Number(value.toPrecision(SIGNIFICANT_DIGITS)),
  ]);
  return Object.fromEntries(entries) as T;
}

/** @throws WrongTallyError when records or bytes are not what was sent */
export function requireTally(contestant: string, got: Outcome, expected: Outcome): void {
  if (got.records === expected.records && got.bytes === expected.bytes) return;
  const text = ({ records, bytes }: Outcome) => `${records} records of ${bytes} bytes`;
  throw new WrongTallyError(contestant, text(got), text(expected));
}

import type { History } from "../history.ts";
import type { FleetPlan } from "./plan/fleet-plan.ts";

/** A stream's place on an invocation of a carrier. */
export interface SeatRecord {
  /** The invocation of the carrier. */
  readonly invocation: string;
  /** The carrier's id. */
  readonly carrier: string;
  readonly streamId: string;
  /** Under which it stands in the stream's history as an invocation. */
  readonly id: string;
  readonly fromMs: number;
  untilMs?: number;
}

/** A moment at which an invocation of a carrier saw that it had too much to do to take another stream. */
export interface LoadedMoment {
  readonly atMs: number;
  /** The carrier's id. */
  readonly carrier: string;
}

/** Everything that happened to a fleet. */
export interface FleetHistory {
  readonly plan: FleetPlan;
  /** What is of no stream and no carrier alone: executions, invocations of carriers, faults of all. */
  readonly ground: History;
  /** By the streams' ids. Their invocations are seats. */
  readonly streams: ReadonlyMap<string, History>;
  /** By the carriers' ids: what happened to their records. */
  readonly carriers: ReadonlyMap<string, History>;
  readonly seats: readonly SeatRecord[];
  readonly loaded: readonly LoadedMoment[];
}

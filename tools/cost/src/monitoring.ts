import { FLEET_METRICS, METRICS } from "@unbounded-streams/connection-manager/metric-names";
import { MONITORING } from "./assumptions.ts";

/** What is watched. */
export type Watched = "relay" | "fleet";

const { trouble, fleetTrouble, troubledShare, alarmMetrics, fleetAlarmMetrics } = MONITORING;

/**
 * Metrics of one stack, however many streams it has, as each is given for all of them together; those of trouble count as far as
 * they are billed.
 */
export function metricsOf(watched: Watched): number {
  const ofFleet = billed(Object.keys(FLEET_METRICS).length, fleetTrouble.length);
  const ofStreams = billed(Object.keys(METRICS).length - Object.keys(FLEET_METRICS).length, trouble.length);
  return watched === "fleet" ? ofStreams + ofFleet : ofStreams;
}

function billed(all: number, ofTrouble: number): number {
  return all - ofTrouble * (1 - troubledShare);
}

/** Metrics that the alarms of one stack look at. */
export function alarmMetricsOf(watched: Watched): number {
  return watched === "fleet" ? alarmMetrics + fleetAlarmMetrics : alarmMetrics;
}

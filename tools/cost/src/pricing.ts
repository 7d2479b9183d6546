import { ASSUMPTIONS, LEDGER } from "./assumptions.ts";
import { price } from "./prices.ts";

const SECONDS_PER_HOUR = 3_600;
const MB_PER_GB = 1_024;

export const MONTH_SECONDS = ASSUMPTIONS.hoursPerMonth * SECONDS_PER_HOUR;
export const MONTH_MINUTES = MONTH_SECONDS / 60;

/** What a month of one design costs, in dollars. */
export interface MonthlyCost {
  /** Both sides of each handover. */
  readonly compute: number;
  readonly requests: number;
  readonly transitions: number;
  /** Of the lease and its indexes; the events are apart, as they are the same for every design. */
  readonly leaseWrites: number;
  readonly leaseReads: number;
  /** Writes and reads of the record of each connection. */
  readonly ledger: number;
  readonly metrics: number;
  readonly alarms: number;
  readonly logs: number;
  readonly total: number;
}

type Parts = Omit<MonthlyCost, "total">;

const NOTHING: Parts = {
  compute: 0,
  requests: 0,
  transitions: 0,
  leaseWrites: 0,
  leaseReads: 0,
  ledger: 0,
  metrics: 0,
  alarms: 0,
  logs: 0,
};

/** Parts that are not given cost nothing. */
export function summed(given: Partial<Parts>): MonthlyCost {
  const parts = { ...NOTHING, ...given };
  return { ...parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) };
}

/** Of a function of so many MB on arm64. */
export function lambdaCost(memoryMb: number, seconds: number): number {
  return (memoryMb / MB_PER_GB) * seconds * price("lambdaGbSecondArm");
}

export function requestsCost(requests: number): number {
  return millions(requests) * price("lambdaMillionRequests");
}

export function transitionsCost(transitions: number): number {
  return (transitions / 1_000) * price("stepFunctionsThousandTransitions");
}

export function writesCost(units: number): number {
  return millions(units) * price("dynamoDbMillionWriteUnits");
}

export function readsCost(units: number): number {
  return millions(units) * price("dynamoDbMillionReadUnits");
}

export function metricsCost(metrics: number): number {
  return metrics * price("cloudWatchMetricMonth");
}

/** The records of so many connections. */
export function ledgerCost(connections: number): number {
  const { writesPerConnection, readUnitsPerConnection } = LEDGER;
  return writesCost(connections * writesPerConnection) + readsCost(connections * readUnitsPerConnection);
}

/** @param metrics that alarms look at: one that computes with three is billed as three */
export function alarmsCost(metrics: number): number {
  return metrics * price("cloudWatchAlarmMonth");
}

export function logsCost(bytes: number): number {
  return (bytes / 1e9) * price("cloudWatchLogsGb");
}

function millions(count: number): number {
  return count / 1e6;
}

import { price } from "./prices.ts";

/** What a stream is like. */
export interface StreamLoad {
  readonly eventsPerSecond: number;
  /** Of an item in the table, key and attributes included. */
  readonly itemBytes: number;
}

/** What a month of one design costs, in dollars. */
export interface MonthlyCost {
  readonly compute: number;
  readonly requests: number;
  readonly transitions: number;
  /** Of the lease; the events are apart, as they are the same for every design. */
  readonly leaseWrites: number;
  readonly monitoring: number;
  readonly total: number;
}

export type DesignName = "relay" | "staggered" | "fargate";

/** What is taken for granted. */
export const ASSUMPTIONS = {
  hoursPerMonth: 730,
  memoryMb: 256,
  lifetimeSeconds: 900,
  /** How long before the end of a lifetime the next connection starts: both are paid for. */
  handoverLeadSeconds: 30,
  /** How long the older connection is there after the newer one has started: it goes as soon as that one reads. */
  overlapSeconds: 2,
  /** Five history events for each of two tasks and two for each of five other states: the 20 of `asl-builder`. */
  relayTransitionsPerConnection: 7,
  /** The article: a task and a wait, in each branch. */
  staggeredTransitionsPerConnection: 2,
  /** From one connection of a branch to its next. */
  staggeredTurnSeconds: 900,
  /** Checkpoint every 4 s, claim and confirmation aside. */
  checkpointSeconds: 4,
  metrics: 12,
  alarms: 10,
  logBytesPerMinute: 2_000,
  writeUnitBytes: 1_024,
  fargateVcpu: 0.25,
  fargateGb: 0.5,
} as const;

const SECONDS_PER_HOUR = 3_600;
const MONTH_SECONDS = ASSUMPTIONS.hoursPerMonth * SECONDS_PER_HOUR;

/** Dollars a month for writing the events: one write unit per started KB, put by put or in batches alike. */
export function eventWriteCost({ eventsPerSecond, itemBytes }: StreamLoad): number {
  const units = Math.ceil(itemBytes / ASSUMPTIONS.writeUnitBytes);
  return (eventsPerSecond * MONTH_SECONDS * units * price("dynamoDbMillionWriteUnits")) / 1_000_000;
}

/** The three designs side by side, without the events' writes, which are the same for all of them. */
export function monthlyCosts(): Record<DesignName, MonthlyCost> {
  return { relay: relayCost(), staggered: staggeredCost(), fargate: fargateCost() };
}

/** One function at a time, and for a moment at each handover two. */
function relayCost(): MonthlyCost {
  const { lifetimeSeconds, handoverLeadSeconds, overlapSeconds, checkpointSeconds } = ASSUMPTIONS;
  const connections = MONTH_SECONDS / (lifetimeSeconds - handoverLeadSeconds);
  const leaseWrites = MONTH_SECONDS / checkpointSeconds + 3 * connections;
  return summed({
    compute: lambdaCost(MONTH_SECONDS + connections * overlapSeconds),
    requests: (connections * price("lambdaMillionRequests")) / 1_000_000,
    transitions: transitionsCost(connections * ASSUMPTIONS.relayTransitionsPerConnection),
    leaseWrites: (leaseWrites * price("dynamoDbMillionWriteUnits")) / 1_000_000,
    monitoring: monitoringCost(),
  });
}

/** Two functions all the time; no lease, and no metrics of its own. */
function staggeredCost(): MonthlyCost {
  const connections = (2 * MONTH_SECONDS) / ASSUMPTIONS.staggeredTurnSeconds;
  return summed({
    compute: lambdaCost(2 * MONTH_SECONDS),
    requests: (connections * price("lambdaMillionRequests")) / 1_000_000,
    transitions: transitionsCost(connections * ASSUMPTIONS.staggeredTransitionsPerConnection),
    leaseWrites: 0,
    monitoring: 0,
  });
}

/** One task; with a public IPv4 address, as without one it needs a NAT gateway, which costs more. */
function fargateCost(): MonthlyCost {
  const { fargateVcpu, fargateGb, hoursPerMonth } = ASSUMPTIONS;
  const perHour =
    fargateVcpu * price("fargateArmVcpuHour") +
    fargateGb * price("fargateArmGbHour") +
    price("publicIpv4Hour");
  return summed({
    compute: perHour * hoursPerMonth,
    requests: 0,
    transitions: 0,
    leaseWrites: 0,
    monitoring: 0,
  });
}

/** Dollars a month by which a NAT gateway costs more than an address, before what goes through it. */
export function natGatewayExtra(): number {
  return (price("natGatewayHour") - price("publicIpv4Hour")) * ASSUMPTIONS.hoursPerMonth;
}

function lambdaCost(seconds: number): number {
  return (ASSUMPTIONS.memoryMb / 1_024) * seconds * price("lambdaGbSecondArm");
}

function transitionsCost(transitions: number): number {
  return (transitions * price("stepFunctionsThousandTransitions")) / 1_000;
}

function monitoringCost(): number {
  const { metrics, alarms, logBytesPerMinute } = ASSUMPTIONS;
  const logGb = ((MONTH_SECONDS / 60) * logBytesPerMinute) / 1_000_000_000;
  return (
    metrics * price("cloudWatchMetricMonth") +
    alarms * price("cloudWatchAlarmMonth") +
    logGb * price("cloudWatchLogsGb")
  );
}

function summed(parts: Omit<MonthlyCost, "total">): MonthlyCost {
  return { ...parts, total: Object.values(parts).reduce((sum, part) => sum + part, 0) };
}

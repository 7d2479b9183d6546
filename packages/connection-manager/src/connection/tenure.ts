import type { LeaseHold } from "../lease/lease-hold.ts";
import { LeaseKeeper } from "../lease/lease-keeper.ts";
import type { LeaseOptions } from "../lease/lease-options.ts";
import { holderPace } from "../lease/time-budget.ts";
import { ConnectionMeter } from "../metrics/connection-meter.ts";
import type { WonClaim } from "./claim.ts";
import type { Invocation } from "./invocation.ts";

/** How often metrics are emitted; 60 s. */
const DEFAULT_METRICS_INTERVAL_MS = 60_000;

/** The lease in the hands of an invocation, and who looks after it. */
export interface Tenure {
  readonly lease: LeaseOptions;
  readonly hold: LeaseHold;
  readonly keeper: LeaseKeeper;
  /** Undefined when nothing is measured. */
  readonly meter: ConnectionMeter | undefined;
  /** When the invocation leaves the stream, in epoch milliseconds. */
  readonly stopAtMs: number;
}

/** Takes a lease over. Its metrics begin, and must be finished. */
export function beginTenure(invocation: Invocation, claim: WonClaim): Tenure {
  const { lease, hold, budget } = claim;
  const keeper = keeperOf(invocation, claim);
  return { lease, hold, keeper, meter: meterOf(invocation, claim), stopAtMs: budget.stopAtMs };
}

function keeperOf(
  { options: { system }, intake, attempts, departure }: Invocation,
  { lease: { connectionMode, handoverLeadMs }, hold, budget }: WonClaim,
): LeaseKeeper {
  const pace = holderPace(handoverLeadMs);
  const isConnected = () => attempts.isUp;
  return new LeaseKeeper({ hold, budget, pace, connectionMode, intake, departure, isConnected, system });
}

function meterOf(
  { options, intake, attempts }: Invocation,
  { gapSinceMs }: WonClaim,
): ConnectionMeter | undefined {
  const { onMetrics: emit, metricsIntervalMs: intervalMs = DEFAULT_METRICS_INTERVAL_MS, system } = options;
  if (emit === undefined) return undefined;
  const counters = () => ({ ...intake.counters, reconnects: attempts.reconnects });
  return new ConnectionMeter({ emit, intervalMs, counters, system }, gapSinceMs);
}

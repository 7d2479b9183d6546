import { LeaseKeeper } from "../lease/lease-keeper.ts";
import { holderPace } from "../lease/time-budget.ts";
import { TurnHealth } from "../lease/turn-health.ts";
import { ConnectionMeter, DEFAULT_METRICS_INTERVAL_MS } from "../metrics/connection-meter.ts";
import type { WonClaim } from "./claim.ts";
import type { Invocation } from "./invocation.ts";

/** The lease in the hands of an invocation, and who looks after it. */
export interface Tenure extends WonClaim {
  readonly keeper: LeaseKeeper;
  readonly health: TurnHealth;
  /** Undefined when nothing is measured. */
  readonly meter: ConnectionMeter | undefined;
}

/** Takes a lease over. Its metrics begin, and must be finished. */
export function beginTenure({ options, intake, attempts, departure }: Invocation, claim: WonClaim): Tenure {
  const { onMetrics: emit, metricsIntervalMs: intervalMs = DEFAULT_METRICS_INTERVAL_MS, system } = options;
  const { hold, budget, lease, gapSinceMs } = claim;
  const { carrier, connectionMode } = lease;
  if (hold.cursorless > 0) intake.wasWarnedOfCursors();
  const isSeat = carrier !== undefined;
  const pace = holderPace(lease.handoverLeadMs);
  const isConnected = () => attempts.isUp;
  const health = new TurnHealth({ hold, budget, intake, connections: attempts.connections, system });
  const parts = {
    hold,
    budget,
    pace,
    connectionMode,
    intake,
    health,
    departure,
    isConnected,
    isSeat,
    system,
  };
  const counters = () => ({ ...intake.counters, reconnects: attempts.reconnects });
  return {
    ...claim,
    health,
    keeper: new LeaseKeeper(parts),
    meter: emit && new ConnectionMeter({ emit, intervalMs, counters, system }, gapSinceMs),
  };
}

import type { ConnectionReport } from "../report/connection-report.ts";
import type { LostClaim, WonClaim } from "./claim.ts";
import type { Invocation } from "./invocation.ts";
import type { Settled } from "./settle.ts";
import type { Tenure } from "./tenure.ts";

/** What each phase has left of itself. */
export interface Phases {
  /** Undefined without a lease. */
  readonly claim: Pick<WonClaim, "claimMs"> | undefined;
  /** Undefined without a lease, or when its claim was lost. */
  readonly tenure: Pick<Tenure, "hold" | "keeper"> | undefined;
  /** Without totals when nothing was read. */
  readonly settled: Omit<Settled, "totals"> & Partial<Pick<Settled, "totals">>;
}

/** The report of an invocation whose claim was lost, so that it did nothing else. */
export function reportOfLostClaim(invocation: Invocation, claim: LostClaim): ConnectionReport {
  const endedAtMs = invocation.options.system.now();
  const settled = { end: { outcome: claim.outcome }, endedAtMs, flushMs: 0 };
  return reportOf(invocation, { claim, tenure: undefined, settled });
}

/** What an invocation says of itself when it is over. */
export function reportOf(
  { options, startedAtMs, intake, attempts }: Invocation,
  { claim, tenure, settled }: Phases,
): ConnectionReport {
  const { end, totals, endedAtMs, flushMs } = settled;
  const { outcome, signal, reason } = end;
  const { handover, checkpoint } = intake;
  const connectedAtMs = attempts.firstUp?.atMs;
  const { confirmedAtMs = 0, supersededAtMs } = tenure?.keeper ?? {};
  return {
    outcome,
    streamId: options.streamId,
    ...(signal === undefined ? {} : { signal }),
    ...(reason === undefined ? {} : { reason }),
    ...(tenure === undefined ? {} : { epoch: tenure.hold.epoch }),
    ...intake.counts,
    deadLettered: intake.counters.deadLettered,
    bytesReceived: totals?.bytesReceived ?? 0,
    truncatedBytes: totals?.truncatedBytes ?? 0,
    reconnects: attempts.reconnects,
    resumesRefused: totals?.cursorsForgotten ?? 0,
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(handover === undefined ? {} : { handover }),
    startedAtMs,
    ...(connectedAtMs === undefined ? {} : { connectedAtMs }),
    endedAtMs,
    phases: {
      claimMs: claim?.claimMs ?? 0,
      connectMs: attempts.firstUp?.connectMs ?? 0,
      confirmMs: Math.max(0, confirmedAtMs - (connectedAtMs ?? 0)),
      readMs: connectedAtMs === undefined ? 0 : endedAtMs - connectedAtMs,
      drainMs: supersededAtMs === undefined ? 0 : endedAtMs - supersededAtMs,
      flushMs,
    },
  };
}

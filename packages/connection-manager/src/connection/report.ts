import type { ConnectionReport } from "../report/connection-report.ts";
import type { Claim, LostClaim } from "./claim.ts";
import type { Invocation } from "./invocation.ts";
import type { Settled } from "./settle.ts";
import type { Tenure } from "./tenure.ts";

/** What an invocation had of the lease: of one that it lost, the claim only. */
type HeldLease = Pick<Claim, "claimMs"> & Partial<Pick<Tenure, "hold" | "keeper">>;

/** How its stream came out: without totals when it read nothing. */
type Settlement = Omit<Settled, "totals"> & Partial<Pick<Settled, "totals">>;

/** What an invocation says of itself when its claim was lost, so that it did nothing else. */
export function reportOfLostClaim(invocation: Invocation, claim: LostClaim): ConnectionReport {
  const endedAtMs = invocation.options.system.now();
  return reportOf(invocation, claim, { end: { outcome: claim.outcome }, endedAtMs, flushMs: 0 });
}

/** What an invocation says of itself when it is over. */
export function reportOf(
  { options, startedAtMs, intake, attempts }: Invocation,
  lease: HeldLease | undefined,
  { end, totals, endedAtMs, flushMs }: Settlement,
  ledgerFailures = 0,
): ConnectionReport {
  const { outcome, signal, reason } = end;
  const { handover, checkpoint } = intake;
  const { deadLettered, framesSkipped, cursorless } = intake.counters;
  const connectedAtMs = attempts.firstUp?.atMs;
  const supersededAtMs = lease?.keeper?.succession.supersededAtMs;
  return {
    outcome,
    streamId: options.streamId,
    ...(signal === undefined ? {} : { signal }),
    ...(reason === undefined ? {} : { reason }),
    ...(lease?.hold === undefined ? {} : { epoch: lease.hold.epoch }),
    ...intake.counts,
    deadLettered,
    framesSkipped,
    cursorless,
    bytesReceived: totals?.bytesReceived ?? 0,
    truncatedBytes: totals?.truncatedBytes ?? 0,
    reconnects: attempts.reconnects,
    resumesRefused: totals?.cursorsForgotten ?? 0,
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(handover === undefined ? {} : { handover }),
    ...(ledgerFailures === 0 ? {} : { ledgerFailures }),
    startedAtMs,
    ...(connectedAtMs === undefined ? {} : { connectedAtMs }),
    endedAtMs,
    phases: {
      claimMs: lease?.claimMs ?? 0,
      connectMs: attempts.firstUp?.connectMs ?? 0,
      confirmMs: Math.max(0, (lease?.keeper?.confirmedAtMs ?? 0) - (connectedAtMs ?? 0)),
      readMs: connectedAtMs === undefined ? 0 : endedAtMs - connectedAtMs,
      drainMs: supersededAtMs === undefined ? 0 : endedAtMs - supersededAtMs,
      flushMs,
    },
  };
}

import type { Lease } from "@unbounded-streams/stream-lease";
import { LeaseHold } from "../lease/lease-hold.ts";
import type { LeaseOptions } from "../lease/lease-options.ts";
import { type TimeBudget, timeBudget } from "../lease/time-budget.ts";
import { unconnectedSinceMs } from "../metrics/unconnected-since.ts";
import type { ConnectionOutcome } from "../report/connection-report.ts";
import type { Invocation } from "./invocation.ts";

/** How a claim came out. Durations in milliseconds, moments in epoch milliseconds. */
export type Claim = WonClaim | LostClaim;

/** The lease is the invocation's. */
export interface WonClaim {
  readonly kind: "won";
  readonly claimMs: number;
  readonly lease: LeaseOptions;
  readonly hold: LeaseHold;
  readonly budget: TimeBudget;
  /** From when on nobody can have been connected; undefined when that is not known, or not measured. */
  readonly gapSinceMs: number | undefined;
  /** The lease as it was before; undefined when that is not known, or of no use. */
  readonly before: Lease | undefined;
}

/** Somebody else was faster, the stream is over, or it was given up before it was asked for. */
export interface LostClaim {
  readonly kind: "lost";
  readonly claimMs: number;
  readonly outcome: ConnectionOutcome;
}

/**
 * Claims the stream's lease.
 *
 * @returns undefined when there is none to claim
 * @throws LeaseStoreError of `@unbounded-streams/stream-lease` when it can be neither read nor written
 */
export async function claimLease({
  options,
  startedAtMs,
  departure,
}: Invocation): Promise<Claim | undefined> {
  const { lease, ledger, streamId, log, onMetrics, system } = options;
  if (lease === undefined) return undefined;
  const { store, holder, claimId, carrier, expectedEpoch, found, handoverLeadMs } = lease;
  const budget = timeBudget({ nowMs: startedAtMs, ...lease });
  const { handoverAtMs, expiresAtMs } = budget;
  if (departure.outcome !== undefined) return { kind: "lost", claimMs: 0, outcome: departure.outcome };
  const seen = (onMetrics ?? ledger) && (found ?? (await store.read(streamId)));
  const request = { streamId, holder, claimId, carrier, expectedEpoch, handoverAtMs, expiresAtMs };
  const result = await store.claim(request);
  const claimMs = system.now() - startedAtMs;
  if (!result.ok) {
    const status = result.lease?.status;
    log.info("claim lost", { holder, expectedEpoch, to: result.lease?.holder, status });
    const outcome = status === "ended" || status === "stopped" ? status : "superseded";
    return { kind: "lost", claimMs, outcome };
  }
  const hold = new LeaseHold({ store, lease: result.lease, claimId });
  // The seats of a carrier have its times.
  const times = carrier === undefined ? budget : {};
  log.info("claimed", { holder, epoch: hold.epoch, claimedAtMs: hold.claimedAtMs, ...times });
  const moment = { holder, claimedAtMs: startedAtMs, handoverLeadMs };
  const before = seen?.epoch === expectedEpoch ? seen : undefined;
  const gapSinceMs = onMetrics && before && unconnectedSinceMs(before, moment);
  return { kind: "won", claimMs, lease, hold, budget, gapSinceMs, before };
}

import { offeredTo } from "../carrier-id.ts";
import type {
  Lease,
  LeaseResult,
  OfferRequest,
  Ownership,
  ReleaseRequest,
  ReportRequest,
  Timed,
  WithdrawRequest,
} from "../types.ts";
import { attempt } from "./attempt.ts";
import { notWaiting, unseated, waitingFor } from "./places.ts";
import { isCarriedBy, isMine, isRunning, mayOffer, mayRelease, mayReport, mayWithdraw } from "./rules.ts";
import { saved } from "./saved.ts";

/**
 * Says that the holder's carrier wants to be rid of the stream: another may claim it, and the holder goes on until then. The
 * wait of one that is offered already goes on.
 */
export function offer(lease: Lease | undefined, request: Timed<OfferRequest>): LeaseResult {
  return attempt(lease, request, {
    may: mayOffer,
    change: (held, { fleet, nowMs }) => ({
      ...held,
      ...waitingFor(offeredTo(fleet), held.waitingSinceMs ?? nowMs),
    }),
    isDone: () => false,
    why: whyNotOnMySeat,
  });
}

/** Takes an offer back. Who had found it may claim the stream all the same. */
export function withdraw(lease: Lease | undefined, request: Timed<WithdrawRequest>): LeaseResult {
  return attempt(lease, request, {
    may: mayWithdraw,
    change: notWaiting,
    isDone: () => false,
    why: whyNotOnMySeat,
  });
}

/**
 * Lets a stream wait whose carrier is dead: its last claim has expired. The epoch stays, so a holder that is alive after all
 * keeps its books until the next claim, but has no say in whether the stream waits.
 */
export function release(lease: Lease | undefined, request: Timed<ReleaseRequest>): LeaseResult {
  return attempt(lease, request, {
    may: mayRelease,
    change: (held, { fleet, nowMs }) => ({ ...unseated(held), ...waitingFor(fleet, nowMs) }),
    isDone: (held, { fleet }) =>
      isRunning.holds(held, undefined) && held.carrier === undefined && held.waitingFor === fleet,
    why: (held, asked) => {
      if (!isRunning.holds(held, undefined)) return "not-running";
      return isCarriedBy.holds(held, asked) ? "not-expired" : "not-carried";
    },
  });
}

/** Says on a carrier's own lease how many streams it holds, and for how many more it has room. */
export function report(lease: Lease | undefined, request: Timed<ReportRequest>): LeaseResult {
  return attempt(lease, request, {
    may: mayReport,
    change: (held, { seats, room, nowMs }) => ({ ...saved(held, { nowMs }), seats, room }),
    isDone: () => false,
    why: (held, mine) => (isMine.holds(held, mine) ? "not-running" : "fenced"),
  });
}

function whyNotOnMySeat(lease: Lease, mine: Ownership): "fenced" | "not-running" | "not-carried" {
  if (!isMine.holds(lease, mine)) return "fenced";
  return isRunning.holds(lease, undefined) ? "not-carried" : "not-running";
}

import { LEASE_STATUS } from "../attributes.ts";
import type {
  AdvanceRequest,
  BeginRequest,
  ClaimRequest,
  ConfirmRequest,
  FailRequest,
  FinishRequest,
  InheritRequest,
  Lease,
  LeaseResult,
  StopRequest,
  TallyRequest,
  Timed,
} from "../types.ts";
import { attempt } from "./attempt.ts";
import { booksOf, NOTHING_COUNTED, sum } from "./counts.ts";
import { unseated, waitingFor } from "./places.ts";
import {
  countsOnward,
  isKept,
  isMine,
  isOfMyExecution,
  isRunning,
  isSucceeded,
  mayAdvance,
  mayBegin,
  mayClaim,
  mayConfirm,
  mayFail,
  mayFinish,
  mayInherit,
  mayRestart,
  mayStop,
  mayTally,
  mayTallyLast,
} from "./rules.ts";
import { saved, unsaved } from "./saved.ts";

/**
 * Starts a stream for an execution.
 *
 * Allowed when there is no record; when the record's last claim has expired, so its execution is dead; and with
 * `restart` also when the stream is over, or when it was begun by an execution that was started earlier and has never
 * claimed it. Nobody but a restart may replace an unclaimed begin: nothing on record tells a dead execution from
 * one whose first invocation is about to start.
 *
 * Raises the epoch, so that a claim or write on the strength of the past is fenced; keeps checkpoint (unless
 * told to forget it) and counters; forgets the past claim, its failures and its carrier. Begun by the same execution before:
 * left as it is.
 *
 * `nowMs` is the time at which the execution was started.
 */
export function begin(lease: Lease | undefined, request: Timed<BeginRequest>): LeaseResult {
  const may = request.restart ? mayRestart : mayBegin;
  if (may.holds(lease, request)) return { ok: true, lease: begun(lease, request) };
  if (lease === undefined) return { ok: false, why: "absent", lease };
  if (isRunningForMe(lease, request)) return { ok: true, lease };
  return { ok: false, why: isRunning.holds(lease, request) ? "already-running" : "not-running", lease };
}

function begun(lease: Lease | undefined, request: Timed<BeginRequest>): Lease {
  const fresh: Lease = {
    streamId: request.streamId,
    status: LEASE_STATUS.running,
    executionArn: request.executionArn,
    epoch: (lease?.epoch ?? 0) + 1,
    startedAtMs: request.nowMs,
    counts: lease?.counts ?? NOTHING_COUNTED,
    connections: lease?.connections ?? 0,
    failures: 0,
  };
  const { checkpoint, late, talliedEpoch, cursorless } = lease ?? {};
  return {
    ...fresh,
    ...(checkpoint !== undefined && !request.forgetCheckpoint && { checkpoint }),
    ...(late !== undefined && { late }),
    ...(talliedEpoch !== undefined && { talliedEpoch }),
    ...(cursorless !== undefined && { cursorless }),
    ...(request.waitingFor !== undefined && waitingFor(request.waitingFor, request.nowMs)),
  };
}

/**
 * Makes a running stream the successor execution's. Nothing else changes: the predecessor's holder goes on until the
 * successor's first claim.
 */
export function inherit(lease: Lease | undefined, request: Timed<InheritRequest>): LeaseResult {
  return attempt(lease, request, {
    may: mayInherit,
    change: (held, { executionArn }) => ({ ...held, executionArn }),
    isDone: isRunningForMe,
    why: (held) => (isRunning.holds(held, undefined) ? "already-running" : "not-running"),
  });
}

/**
 * Makes the caller the holder and raises the epoch, if the stream runs and the epoch is the expected one. The claim counts
 * as a failure until its holder says by `advance` that it has shown progress: one that is killed can say nothing. What was
 * handed in late is part of the books from then on. The stream waits no longer, and has the claim's carrier or none.
 */
export function claim(lease: Lease | undefined, request: Timed<ClaimRequest>): LeaseResult {
  return attempt(lease, request, {
    may: mayClaim,
    change: (found, { holder, claimId, nowMs, handoverAtMs, expiresAtMs, carrier }) => {
      const { connectedAtMs: _, late: __, ...held } = unseated(unsaved(found));
      return {
        ...held,
        takenOver: { epoch: found.epoch, counts: booksOf(found) },
        holder,
        claimId,
        claimedAtMs: nowMs,
        handoverAtMs,
        expiresAtMs,
        epoch: held.epoch + 1,
        connections: held.connections + 1,
        failures: held.failures + 1,
        ...(carrier !== undefined && { carrier }),
      };
    },
    isDone: (held, { claimId, expectedEpoch }) =>
      isRunning.holds(held, undefined) && isMine.holds(held, { claimId, epoch: expectedEpoch + 1 }),
    why: (held) => (isRunning.holds(held, undefined) ? "fenced" : "not-running"),
  });
}

/** Says that the holder is connected. Of the confirmations of a claim the first counts; later ones only say that the holder is there. */
export function confirm(lease: Lease | undefined, request: Timed<ConfirmRequest>): LeaseResult {
  return attempt(lease, request, {
    may: mayConfirm,
    change: (held, mine) => ({ ...saved(held, mine), connectedAtMs: held.connectedAtMs ?? mine.nowMs }),
    isDone: () => false,
    why: (held, mine) => (isMine.holds(held, mine) ? "not-running" : "fenced"),
  });
}

/**
 * Sets checkpoint and counters. The counters are absolute, so that a write which is made twice counts once, and
 * never go back, so that a write which was overtaken on its way is turned away. Allowed after a stop too: what the
 * holder has stored by then belongs on the record.
 */
export function advance(lease: Lease | undefined, request: Timed<AdvanceRequest>): LeaseResult {
  return attempt(lease, request, {
    may: mayAdvance,
    change: (held, mine) => saved(advanced(held, mine), mine),
    isDone: () => false,
    why: whyNotMine,
  });
}

/** Ends the stream, for good or until a `begin` with `restart`. Not after a stop: that has ended it already. */
export function finish(lease: Lease | undefined, request: Timed<FinishRequest>): LeaseResult {
  return attempt(lease, request, {
    may: mayFinish,
    change: (held, mine) => {
      const { late: _, ...last } = advanced(held, mine);
      return over(last, mine);
    },
    isDone: (held, mine) => isMine.holds(held, mine) && held.status === mine.status,
    why: whyNotMine,
  });
}

/**
 * Hands in what a holder has counted since its successor's claim, whatever the stream is by then. That it adds, where the
 * writes of a holder set, is safe: each epoch tallies once. While somebody keeps the books it stands beside them.
 */
export function tally(lease: Lease | undefined, request: Timed<TallyRequest>): LeaseResult {
  return attempt(lease, request, {
    may: mayTally.holds(lease, request) ? mayTally : mayTallyLast,
    change: (held, { epoch, counts }) => ({
      ...held,
      counts: sum(held.counts, counts),
      ...(isKept.holds(held, undefined) && { late: sum(held.late ?? NOTHING_COUNTED, counts) }),
      talliedEpoch: epoch,
    }),
    isDone: (held, { epoch }) => isSucceeded.holds(held, { epoch }) && held.talliedEpoch === epoch,
    why: (held, mine) => (isSucceeded.holds(held, mine) ? "outdated" : "not-succeeded"),
  });
}

/** Marks the stream as failed for the execution that runs it, whoever holds it and also when nobody does. */
export function fail(lease: Lease | undefined, request: Timed<FailRequest>): LeaseResult {
  return attempt(lease, request, {
    may: mayFail,
    change: (held, { reason, nowMs }) => over(held, { status: LEASE_STATUS.failed, reason, nowMs }),
    isDone: (held, mine) => held.status === LEASE_STATUS.failed && isOfMyExecution.holds(held, mine),
    why: (held) => (isRunning.holds(held, undefined) ? "already-running" : "not-running"),
  });
}

/** Stops a running stream, from outside and whoever holds it. A stream that is over stays as it is. */
export function stop(lease: Lease | undefined, request: Timed<StopRequest>): LeaseResult {
  return attempt(lease, request, {
    may: mayStop,
    change: (held, { reason, nowMs }) => over(held, { status: LEASE_STATUS.stopped, reason, nowMs }),
    isDone: (held) => held.status === LEASE_STATUS.stopped,
    why: () => "not-running",
  });
}

function isRunningForMe(lease: Lease, request: { readonly executionArn: string }): boolean {
  return isRunning.holds(lease, request) && isOfMyExecution.holds(lease, request);
}

function whyNotMine(lease: Lease, request: Timed<AdvanceRequest>): "fenced" | "outdated" | "not-running" {
  if (!isMine.holds(lease, request)) return "fenced";
  return isKept.holds(lease, request) && !countsOnward.holds(lease, request) ? "outdated" : "not-running";
}

function advanced(lease: Lease, request: Timed<AdvanceRequest>): Lease {
  const { counts, checkpoint, cursorless } = request;
  return {
    ...followed(judged(lease, request), request),
    counts: sum(counts, lease.late ?? NOTHING_COUNTED),
    ...(checkpoint !== undefined && { checkpoint }),
    ...(cursorless !== undefined && { cursorless }),
  };
}

function followed(lease: Lease, { follow }: Pick<AdvanceRequest, "follow">): Lease {
  if (follow === undefined) return lease;
  const { follow: _, ...rest } = lease;
  return follow === null ? rest : { ...rest, follow };
}

type Judgement = Pick<Timed<AdvanceRequest>, "failures" | "lastError" | "nowMs">;

function judged(lease: Lease, { failures, lastError, nowMs }: Judgement): Lease {
  if (failures === 0) {
    const { lastError: _, failingSinceMs: __, ...sound } = lease;
    return { ...sound, failures };
  }
  const counted = { ...lease, failures: failures ?? lease.failures };
  if (lastError === undefined) return counted;
  return { ...counted, lastError, failingSinceMs: lease.failingSinceMs ?? nowMs };
}

function over(
  lease: Lease,
  end: { status: Lease["status"]; reason?: string | undefined; nowMs: number },
): Lease {
  const next = { ...unseated(lease), status: end.status, endedAtMs: end.nowMs };
  return end.reason === undefined ? next : { ...next, reason: end.reason };
}

import type { Lease } from "@unbounded-streams/stream-lease";
import { claimIdOf, type History, type LeaseChange } from "../history.ts";
import { type Violation, violation } from "./violation.ts";

/**
 * What must hold of every write to the lease, whoever made it: the epoch rises by one with a claim or a begin and never
 * falls, the end is final, nobody but the holder writes a holder's part, and a stream changes hands between executions
 * only when the older one has given it up or is long dead.
 */
export function checkLease(history: History): Violation[] {
  return violations(history, brokenRules);
}

/** The same of the record of a carrier, which begins anew whenever it is needed again. */
export function checkCarrierLease(history: History): Violation[] {
  return violations(history, (change, { executions }) => {
    const { before, after, by } = change;
    const isRestart = executions.some(({ name, isRestart }) => name === by && isRestart);
    const isAnew = after.startedAtMs !== before?.startedAtMs && isRestart && before?.status !== "running";
    return before !== undefined && isAnew ? brokenEpoch(before, after) : brokenRules(change, history);
  });
}

type Rules = (change: LeaseChange, history: History) => string[];

function violations(history: History, rules: Rules): Violation[] {
  return history.leaseChanges.flatMap((change) =>
    rules(change, history).map((what) => violation(history, "rule", change.atMs, `${change.by} ${what}`)),
  );
}

function brokenRules(change: LeaseChange, { executions }: History): string[] {
  const { before, after } = change;
  if (before === undefined) return after.epoch === 1 ? [] : [`began the stream with epoch ${after.epoch}`];
  return [
    ...brokenEpoch(before, after),
    ...brokenEnd(before, after),
    ...brokenFence(change, before),
    ...brokenSuccession(change, before, executions),
  ];
}

function brokenEpoch(before: Lease, after: Lease): string[] {
  const step = after.epoch - before.epoch;
  const isClaim = after.claimId !== before.claimId || after.claimedAtMs !== before.claimedAtMs;
  const isBegin = after.startedAtMs !== before.startedAtMs;
  if (step < 0) return [`lowered the epoch from ${before.epoch} to ${after.epoch}`];
  if (step > 1) return [`raised the epoch from ${before.epoch} to ${after.epoch} at once`];
  if (step === 0 && (isClaim || isBegin)) return [`claimed without raising the epoch, ${before.epoch}`];
  return [];
}

function brokenEnd(before: Lease, after: Lease): string[] {
  if (before.status === "running") return [];
  if (after.status !== before.status) return [`made ${after.status} of a stream that was ${before.status}`];
  if (after.epoch !== before.epoch) return [`claimed a stream that was ${before.status}`];
  return [];
}

/** A holder's part is what `confirm`, `advance` and `finish` write; what came late is its predecessors'. */
function brokenFence({ by, after }: LeaseChange, before: Lease): string[] {
  if (after.epoch !== before.epoch) return [];
  const isHoldersPart =
    after.checkpoint !== before.checkpoint ||
    after.connectedAtMs !== before.connectedAtMs ||
    (isKept(before) && JSON.stringify(ownCounts(after)) !== JSON.stringify(ownCounts(before))) ||
    (after.status === "ended" && before.status !== "ended");
  return isHoldersPart && claimIdOf(by) !== before.claimId
    ? [`wrote although ${before.claimId} holds the stream`]
    : [];
}

/** Whether its holder may still count: else the counts may take what comes late themselves. */
function isKept({ status }: Lease): boolean {
  return status === "running" || status === "stopped";
}

function ownCounts({ counts, late }: Lease): number[] {
  const { received, stored, duplicates } = counts;
  return [
    received - (late?.received ?? 0),
    stored - (late?.stored ?? 0),
    duplicates - (late?.duplicates ?? 0),
  ];
}

/** How far the clocks of two machines may be apart. */
const SKEW_MS = 1_000;

function brokenSuccession(
  { atMs, by, after }: LeaseChange,
  before: Lease,
  executions: History["executions"],
): string[] {
  if (after.executionArn === before.executionArn || after.epoch === before.epoch) return [];
  const { isRestart = false } = executions.find(({ name }) => name === by) ?? {};
  const isDead = before.expiresAtMs === undefined ? isRestart : before.expiresAtMs < atMs + SKEW_MS;
  return isDead ? [] : [`(${by}) began a stream that ${before.executionArn} runs`];
}

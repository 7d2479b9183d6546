import { LEASE_STATUS } from "../attributes.ts";
import type { Lease, LeaseCounts } from "../types.ts";
import { booksOf } from "./counts.ts";

/**
 * A rule about a record, twice: as DynamoDB evaluates it inside a write, and as a predicate for everything else. Names
 * stand as `#attribute`, values as `:placeholder`.
 */
export interface Rule<Facts> {
  readonly condition: string;
  readonly holds: (lease: Lease | undefined, facts: Facts) => boolean;
}

/** The facts that each of several rules needs, together. */
type FactsOf<Rules extends readonly Rule<never>[]> = [Rules[number]] extends [Rule<infer Facts>]
  ? Facts
  : never;

function all<Rules extends readonly Rule<never>[]>(...rules: Rules): Rule<FactsOf<Rules>> {
  return {
    condition: rules.map(({ condition }) => condition).join(" AND "),
    holds: (lease, facts) => rules.every(({ holds }) => holds(lease, facts as never)),
  };
}

function any<Rules extends readonly Rule<never>[]>(...rules: Rules): Rule<FactsOf<Rules>> {
  return {
    condition: `(${rules.map(({ condition }) => condition).join(" OR ")})`,
    holds: (lease, facts) => rules.some(({ holds }) => holds(lease, facts as never)),
  };
}

const isAbsent: Rule<unknown> = {
  condition: "attribute_not_exists(#streamId)",
  holds: (lease) => lease === undefined,
};

export const isRunning: Rule<unknown> = {
  condition: "#status = :running",
  holds: (lease) => lease?.status === LEASE_STATUS.running,
};

const isStopped: Rule<unknown> = {
  condition: "#status = :stopped",
  holds: (lease) => lease?.status === LEASE_STATUS.stopped,
};

const isOver: Rule<unknown> = {
  condition: "#status IN (:ended, :stopped, :failed)",
  holds: (lease) => lease !== undefined && lease.status !== LEASE_STATUS.running,
};

export const isMine: Rule<{ readonly epoch: number; readonly claimId: string }> = {
  condition: "#epoch = :epoch AND #claimId = :claimId",
  holds: (lease, { epoch, claimId }) => lease?.epoch === epoch && lease.claimId === claimId,
};

const isAtExpectedEpoch: Rule<{ readonly expectedEpoch: number }> = {
  condition: "#epoch = :expectedEpoch",
  holds: (lease, { expectedEpoch }) => lease?.epoch === expectedEpoch,
};

export const isOfMyExecution: Rule<{ readonly executionArn: string }> = {
  condition: "#executionArn = :executionArn",
  holds: (lease, { executionArn }) => lease?.executionArn === executionArn,
};

const isOfAnotherExecution: Rule<{ readonly executionArn: string }> = {
  condition: "#executionArn <> :executionArn",
  holds: (lease, { executionArn }) => lease !== undefined && lease.executionArn !== executionArn,
};

const isOfPredecessor: Rule<{ readonly predecessorArn: string }> = {
  condition: "#executionArn = :predecessorArn",
  holds: (lease, { predecessorArn }) => lease?.executionArn === predecessorArn,
};

/** A record that was never claimed has no `expiresAt`, and so never expires. */
const hasExpired: Rule<{ readonly nowMs: number }> = {
  condition: "#expiresAt < :now",
  holds: (lease, { nowMs }) => lease?.expiresAtMs !== undefined && lease.expiresAtMs < nowMs,
};

const isUnclaimedSinceBefore: Rule<{ readonly nowMs: number }> = {
  condition: "attribute_not_exists(#claimId) AND #startedAt < :now",
  holds: (lease, { nowMs }) =>
    lease !== undefined && lease.claimId === undefined && lease.startedAtMs < nowMs,
};

/** A request that was delayed on its way, and overtaken by a later one of the same holder, is turned away. */
export const countsOnward: Rule<{ readonly counts: LeaseCounts }> = {
  condition: "#received <= :received AND #stored <= :stored AND #duplicates <= :duplicates",
  holds: (lease, { counts }) => {
    if (lease === undefined) return false;
    const { received, stored, duplicates } = booksOf(lease);
    return received <= counts.received && stored <= counts.stored && duplicates <= counts.duplicates;
  },
};

/** Whether nobody keeps books any more. */
const isClosed: Rule<unknown> = {
  condition: "#status IN (:ended, :failed)",
  holds: (lease) => lease?.status === LEASE_STATUS.ended || lease?.status === LEASE_STATUS.failed,
};

/** Whether a claim, or another execution's begin, came after the caller's claim. */
export const isSucceeded: Rule<{ readonly epoch: number }> = {
  condition: "#epoch > :epoch",
  holds: (lease, { epoch }) => lease !== undefined && lease.epoch > epoch,
};

/** Tallies in the order of the epochs only, so that one that is made again counts once, whichever came in between. */
const isUntallied: Rule<{ readonly epoch: number }> = {
  condition: "(attribute_not_exists(#talliedEpoch) OR #talliedEpoch < :epoch)",
  holds: (lease, { epoch }) =>
    lease !== undefined && (lease.talliedEpoch === undefined || lease.talliedEpoch < epoch),
};

/** A stream that was released has no carrier: whoever held it has no say any more in whether it waits. */
const isCarried: Rule<unknown> = {
  condition: "attribute_exists(#carrier)",
  holds: (lease) => lease?.carrier !== undefined,
};

export const isCarriedBy: Rule<{ readonly carrier: string }> = {
  condition: "#carrier = :carrier",
  holds: (lease, { carrier }) => lease?.carrier === carrier,
};

/** Whether the holder may still keep its books: it may after a stop, so that what it has stored is on record. */
export const isKept: Rule<unknown> = any(isRunning, isStopped);

export const mayBegin = any(isAbsent, all(isRunning, hasExpired, isOfAnotherExecution));
export const mayRestart = any(
  isAbsent,
  all(any(isOver, hasExpired, isUnclaimedSinceBefore), isOfAnotherExecution),
);
export const mayInherit = all(isRunning, isOfPredecessor);
export const mayClaim = all(isRunning, isAtExpectedEpoch);
export const mayConfirm = all(isMine, isRunning);
export const mayAdvance = all(isMine, isKept, countsOnward);
export const mayFinish = all(isMine, isRunning, countsOnward);
export const mayTally = all(isSucceeded, isUntallied, isKept);
export const mayTallyLast = all(isSucceeded, isUntallied, isClosed);
export const mayFail = all(isRunning, isOfMyExecution);
export const mayStop = all(isRunning);
export const mayOffer = all(isMine, isRunning, isCarried);
export const mayWithdraw = all(isMine, isRunning, isCarried);
export const mayRelease = all(isRunning, isCarriedBy, hasExpired);
export const mayReport = all(isMine, isRunning);

import { LEASE_ATTRIBUTES, LEASE_STATUS } from "../attributes.ts";
import {
  mayAdvance,
  mayBegin,
  mayClaim,
  mayConfirm,
  mayFail,
  mayFinish,
  mayInherit,
  mayRestart,
  mayStop,
} from "../transitions/rules.ts";

/** Text or number, as DynamoDB's low-level API and Step Functions' integration of it write them. */
export type LeaseValue = { readonly S: string } | { readonly N: string };

/** One conditional `UpdateItem` without the caller's values. */
export interface WriteExpression {
  readonly update: string;
  readonly condition: string;
  /** `ExpressionAttributeNames`: exactly those that occur. */
  readonly names: Readonly<Record<string, string>>;
  /** The part of `ExpressionAttributeValues` that is the same in every request. */
  readonly constants: Readonly<Record<string, LeaseValue>>;
  /** The placeholders that the caller fills, with their types. Times are texts: ISO 8601, UTC, milliseconds. */
  readonly parameters: Readonly<Record<string, "S" | "N">>;
}

const CONSTANTS: Record<string, LeaseValue> = {
  ":running": { S: LEASE_STATUS.running },
  ":ended": { S: LEASE_STATUS.ended },
  ":stopped": { S: LEASE_STATUS.stopped },
  ":failed": { S: LEASE_STATUS.failed },
  ":zero": { N: "0" },
  ":one": { N: "1" },
};

const PARAMETERS: Record<string, "S" | "N"> = {
  ":executionArn": "S",
  ":predecessorArn": "S",
  ":now": "S",
  ":holder": "S",
  ":claimId": "S",
  ":expectedEpoch": "N",
  ":epoch": "N",
  ":handoverAt": "S",
  ":expiresAt": "S",
  ":checkpoint": "S",
  ":received": "N",
  ":stored": "N",
  ":duplicates": "N",
  ":status": "S",
  ":reason": "S",
};

/** DynamoDB refuses a request that declares a name or value without using it: keep what occurs. */
function expression(update: string, { condition }: { readonly condition: string }): WriteExpression {
  const text = `${update} ${condition}`;
  const tokens = new Set(text.match(/[#:]\w+/g));
  const used = <Value>(all: Record<string, Value>): Record<string, Value> =>
    Object.fromEntries(Object.entries(all).filter(([token]) => tokens.has(token)));
  const names = Object.entries(LEASE_ATTRIBUTES).map(([name, attribute]) => [`#${name}`, attribute]);
  return {
    update,
    condition,
    names: used<string>(Object.fromEntries(names)),
    constants: used(CONSTANTS),
    parameters: used(PARAMETERS),
  };
}

const RAISE_EPOCH = "#epoch = if_not_exists(#epoch, :zero) + :one";
const SET_BEGUN = `SET #status = :running, #executionArn = :executionArn, #startedAt = :now, ${RAISE_EPOCH}`;
const REMOVE_PAST =
  "REMOVE #holder, #claimId, #claimedAt, #connectedAt, #handoverAt, #expiresAt, #endedAt, #reason";
const BEGIN_UPDATE = `${SET_BEGUN} ${REMOVE_PAST}`;
const SET_COUNTS = "#received = :received, #stored = :stored, #duplicates = :duplicates";
const SET_CHECKPOINT = "#checkpoint = :checkpoint";
const SET_REASON = "#reason = :reason";

/**
 * The writes that start a stream for an execution. `:now` is the execution's start time (in Step Functions
 * `$$.Execution.StartTime`), `:executionArn` the execution (`$$.Execution.Id`).
 *
 * When the condition fails, read the record: if it is `running` and its `executionArn` is the execution's own, an earlier
 * attempt of this begin was made and the stream is begun; else somebody else's stream stands in the way.
 */
export const BEGIN_EXPRESSIONS = {
  /** No record yet, or the last claim has expired. */
  begin: expression(BEGIN_UPDATE, mayBegin),
  /** Also a stream that is over or was never claimed; it goes on from its checkpoint. */
  restart: expression(BEGIN_UPDATE, mayRestart),
  beginAnew: expression(`${BEGIN_UPDATE}, #checkpoint`, mayBegin),
  restartAnew: expression(`${BEGIN_UPDATE}, #checkpoint`, mayRestart),
  /** The successor of an execution takes its running stream over as it is. */
  inherit: expression("SET #executionArn = :executionArn", mayInherit),
} as const satisfies Record<string, WriteExpression>;

/** The write by which an execution that cannot go on marks its stream as failed. */
export const FAIL_EXPRESSION: WriteExpression = expression(
  `SET #status = :failed, #endedAt = :now, ${SET_REASON}`,
  mayFail,
);

export const CLAIM_EXPRESSION: WriteExpression = expression(
  [
    "SET #holder = :holder, #claimId = :claimId, #claimedAt = :now",
    "#handoverAt = :handoverAt, #expiresAt = :expiresAt",
    RAISE_EPOCH,
    "#connections = if_not_exists(#connections, :zero) + :one",
    "#received = if_not_exists(#received, :zero)",
    "#stored = if_not_exists(#stored, :zero)",
    "#duplicates = if_not_exists(#duplicates, :zero) REMOVE #connectedAt",
  ].join(", "),
  mayClaim,
);

export const CONFIRM_EXPRESSION: WriteExpression = expression(
  "SET #connectedAt = if_not_exists(#connectedAt, :now)",
  mayConfirm,
);

export function advanceExpression({ hasCheckpoint }: { hasCheckpoint: boolean }): WriteExpression {
  return expression(`SET ${joined(SET_COUNTS, hasCheckpoint && SET_CHECKPOINT)}`, mayAdvance);
}

export function finishExpression(parts: { hasCheckpoint: boolean; hasReason: boolean }): WriteExpression {
  const sets = joined(
    "#status = :status, #endedAt = :now",
    SET_COUNTS,
    parts.hasCheckpoint && SET_CHECKPOINT,
    parts.hasReason && SET_REASON,
  );
  return expression(`SET ${sets}`, mayFinish);
}

export function stopExpression({ hasReason }: { hasReason: boolean }): WriteExpression {
  return expression(`SET ${joined("#status = :stopped, #endedAt = :now", hasReason && SET_REASON)}`, mayStop);
}

function joined(...parts: (string | false)[]): string {
  return parts.filter(Boolean).join(", ");
}

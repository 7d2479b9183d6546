import { LEASE_ATTRIBUTES, LEASE_STATUS } from "../attributes.ts";
import {
  mayAdvance,
  mayBegin,
  mayClaim,
  mayConfirm,
  mayFail,
  mayFinish,
  mayInherit,
  mayOffer,
  mayRelease,
  mayReport,
  mayRestart,
  mayStop,
  mayTally,
  mayTallyLast,
  mayWithdraw,
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
  ":failures": "N",
  ":lastError": "S",
  ":carrier": "S",
  ":waiting": "S",
  ":seats": "N",
  ":room": "N",
  ":follow": "S",
  ":cursorless": "N",
  ":savedAt": "N",
  ":upSince": "N",
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
const SET_BEGUN = `#status = :running, #executionArn = :executionArn, #startedAt = :now, #failures = :zero, ${RAISE_EPOCH}`;
const REMOVE_FAILING = "#lastError, #failingSince";
const REMOVE_PAST = `#holder, #claimId, #claimedAt, #connectedAt, #handoverAt, #expiresAt, #endedAt, #reason, #seats, #room, #follow, ${REMOVE_FAILING}`;
const SET_WAITING = "#waiting = :waiting, #waitingSince = :now";
const REMOVE_WAITING = "#waiting, #waitingSince";
const REMOVE_SEAT = `#carrier, ${REMOVE_WAITING}`;
const SET_CLAIMED = [
  "#holder = :holder, #claimId = :claimId, #claimedAt = :now",
  "#handoverAt = :handoverAt, #expiresAt = :expiresAt",
  RAISE_EPOCH,
  "#connections = if_not_exists(#connections, :zero) + :one",
  "#failures = if_not_exists(#failures, :zero) + :one",
  "#takenOverEpoch = :expectedEpoch",
  "#takenOverReceived = if_not_exists(#received, :zero)",
  "#takenOverStored = if_not_exists(#stored, :zero)",
  "#takenOverDuplicates = if_not_exists(#duplicates, :zero)",
  "#received = if_not_exists(#received, :zero) + if_not_exists(#lateReceived, :zero)",
  "#stored = if_not_exists(#stored, :zero) + if_not_exists(#lateStored, :zero)",
  "#duplicates = if_not_exists(#duplicates, :zero) + if_not_exists(#lateDuplicates, :zero)",
].join(", ");
const SET_COUNTS = "#received = :received, #stored = :stored, #duplicates = :duplicates";
const SET_LAST_COUNTS = [
  "#received = :received + if_not_exists(#lateReceived, :zero)",
  "#stored = :stored + if_not_exists(#lateStored, :zero)",
  "#duplicates = :duplicates + if_not_exists(#lateDuplicates, :zero)",
].join(", ");
const SET_SAVED = "#savedAt = :savedAt";
const SET_UP = "#upSince = :upSince, #upUntil = :savedAt";
const REMOVE_SAVED = "#savedAt, #upSince, #upUntil";
const REMOVE_LATE = "#lateReceived, #lateStored, #lateDuplicates";
const SET_CHECKPOINT = "#checkpoint = :checkpoint";
const SET_REASON = "#reason = :reason";
const SET_FAILURES = "#failures = :failures";
const SET_FOLLOW = "#follow = :follow";
const SET_CURSORLESS = "#cursorless = :cursorless";
const SET_ERROR = "#lastError = :lastError, #failingSince = if_not_exists(#failingSince, :now)";

/** What a begin does, beside starting the stream. */
export interface BeginParts {
  readonly isRestart?: boolean | undefined;
  readonly forgetsCheckpoint?: boolean | undefined;
  /** Whether the stream waits for a fleet, whose name fills `:waiting`. */
  readonly waits?: boolean | undefined;
}

/** The write that starts a stream for an execution; {@link BEGIN_EXPRESSIONS} has those that state machines make. */
export function beginExpression({ isRestart, forgetsCheckpoint, waits }: BeginParts): WriteExpression {
  const sets = joined(SET_BEGUN, waits === true && SET_WAITING);
  const seat = waits ? "#carrier" : REMOVE_SEAT;
  const removes = joined(REMOVE_PAST, seat, forgetsCheckpoint === true && "#checkpoint");
  return expression(`SET ${sets} REMOVE ${removes}`, isRestart ? mayRestart : mayBegin);
}

/**
 * The writes that start a stream for an execution. `:now` is the execution's start time (in Step Functions
 * `$$.Execution.StartTime`), `:executionArn` the execution (`$$.Execution.Id`).
 *
 * When the condition fails, read the record: if it is `running` and its `executionArn` is the execution's own, an earlier
 * attempt of this begin was made and the stream is begun; else somebody else's stream stands in the way.
 */
export const BEGIN_EXPRESSIONS = {
  /** No record yet, or the last claim has expired. */
  begin: beginExpression({}),
  /** Also a stream that is over or was never claimed; it goes on from its checkpoint. */
  restart: beginExpression({ isRestart: true }),
  beginAnew: beginExpression({ forgetsCheckpoint: true }),
  restartAnew: beginExpression({ isRestart: true, forgetsCheckpoint: true }),
  /** `:waiting` is the name of the fleet that is to carry the stream. */
  beginWaiting: beginExpression({ waits: true }),
  restartWaiting: beginExpression({ isRestart: true, waits: true }),
  /**
   * The successor of an execution takes its running stream over as it is. A record that was begun before failures were
   * counted has a count from then on: a state machine cannot do without.
   */
  inherit: expression(
    "SET #executionArn = :executionArn, #failures = if_not_exists(#failures, :zero)",
    mayInherit,
  ),
} as const satisfies Record<string, WriteExpression>;

/** The write by which an execution that cannot go on marks its stream as failed. */
export const FAIL_EXPRESSION: WriteExpression = expression(
  `SET #status = :failed, #endedAt = :now, ${SET_REASON} REMOVE ${REMOVE_SEAT}`,
  mayFail,
);

/** The write by which a connection takes a stream over. `hasCarrier`: it is a seat of the carrier that fills `:carrier`. */
export function claimExpression({ hasCarrier }: { readonly hasCarrier: boolean }): WriteExpression {
  const sets = joined(SET_CLAIMED, hasCarrier && "#carrier = :carrier");
  const removes = joined(
    "#connectedAt",
    REMOVE_SAVED,
    REMOVE_LATE,
    hasCarrier ? REMOVE_WAITING : REMOVE_SEAT,
  );
  return expression(`SET ${sets} REMOVE ${removes}`, mayClaim);
}

/** Whether a write says of the holder's connection that it is up. */
export interface UpPart {
  readonly isUp?: boolean | undefined;
}

/** The write by which a holder says that its connection is up. Made twice it changes nothing. */
export function confirmExpression({ isUp }: UpPart = {}): WriteExpression {
  const connected = "#connectedAt = if_not_exists(#connectedAt, :now)";
  return expression(`SET ${joined(connected, SET_SAVED, isUp === true && SET_UP)}`, mayConfirm);
}

/** The same where nothing is said of for how long that is. */
export const CONFIRM_EXPRESSION: WriteExpression = confirmExpression();

/** The write by which a connection that was taken over adds what it had received since to the late counters, once. */
export const TALLY_EXPRESSION: WriteExpression = expression(
  [
    "SET #lateReceived = if_not_exists(#lateReceived, :zero) + :received",
    "#lateStored = if_not_exists(#lateStored, :zero) + :stored",
    "#lateDuplicates = if_not_exists(#lateDuplicates, :zero) + :duplicates",
    "#talliedEpoch = :epoch",
  ].join(", "),
  mayTally,
);

/** Nobody writes the counters of a stream that has ended or failed: they take what comes then themselves. */
export const LAST_TALLY_EXPRESSION: WriteExpression = expression(
  [
    "SET #received = if_not_exists(#received, :zero) + :received",
    "#stored = if_not_exists(#stored, :zero) + :stored",
    "#duplicates = if_not_exists(#duplicates, :zero) + :duplicates",
    "#talliedEpoch = :epoch",
  ].join(", "),
  mayTallyLast,
);

/** What a holder's books say, beside the counters. */
export interface BooksParts extends UpPart {
  readonly hasCheckpoint: boolean;
  /** `sound`: no failures. */
  readonly failures?: "sound" | "counted" | undefined;
  readonly hasError?: boolean | undefined;
  readonly follow?: "set" | "removed" | undefined;
  readonly hasCursorless?: boolean | undefined;
}

/** The write by which a holder says how far it has come. */
export function advanceExpression(parts: BooksParts): WriteExpression {
  const saved = [SET_COUNTS, SET_SAVED, parts.isUp === true && SET_UP];
  return expression(booksUpdate(saved, parts), mayAdvance);
}

/** The write by which a holder says that the stream is over; `:status` is `ended` or `failed`. */
export function finishExpression(parts: BooksParts & { readonly hasReason: boolean }): WriteExpression {
  const last = ["#status = :status, #endedAt = :now", parts.hasReason && SET_REASON, SET_LAST_COUNTS];
  return expression(booksUpdate(last, parts, joined(REMOVE_LATE, REMOVE_SEAT)), mayFinish);
}

function booksUpdate(
  before: readonly (string | false)[],
  { hasCheckpoint, failures, hasError, follow, hasCursorless }: BooksParts,
  removed: string | false = false,
): string {
  const sets = joined(
    ...before,
    hasCheckpoint && SET_CHECKPOINT,
    failures !== undefined && SET_FAILURES,
    hasError === true && SET_ERROR,
    follow === "set" && SET_FOLLOW,
    hasCursorless === true && SET_CURSORLESS,
  );
  const removes = joined(failures === "sound" && REMOVE_FAILING, follow === "removed" && "#follow", removed);
  return `SET ${sets}${removes === "" ? "" : ` REMOVE ${removes}`}`;
}

/** The write by which anybody stops a stream. */
export function stopExpression({ hasReason }: { hasReason: boolean }): WriteExpression {
  const sets = joined("#status = :stopped, #endedAt = :now", hasReason && SET_REASON);
  return expression(`SET ${sets} REMOVE ${REMOVE_SEAT}`, mayStop);
}

/** `:waiting` is `offeredTo` the fleet. */
export const OFFER_EXPRESSION: WriteExpression = expression(
  "SET #waiting = :waiting, #waitingSince = if_not_exists(#waitingSince, :now)",
  mayOffer,
);

/** The write by which a carrier keeps a stream that it has offered. */
export const WITHDRAW_EXPRESSION: WriteExpression = expression(`REMOVE ${REMOVE_WAITING}`, mayWithdraw);

/** `:waiting` is the fleet's name. */
export const RELEASE_EXPRESSION: WriteExpression = expression(
  `SET ${SET_WAITING} REMOVE #carrier`,
  mayRelease,
);

/** The write by which a carrier says on its record how many seats it has, and for how many more it has room. */
export const REPORT_EXPRESSION: WriteExpression = expression(
  `SET #seats = :seats, #room = :room, ${SET_SAVED}`,
  mayReport,
);

function joined(...parts: (string | false)[]): string {
  return parts.filter(Boolean).join(", ");
}

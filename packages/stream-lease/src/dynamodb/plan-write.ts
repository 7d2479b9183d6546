import { LEASE_ATTRIBUTES } from "../attributes.ts";
import { offeredTo } from "../carrier-id.ts";
import { mayTallyLast } from "../transitions/rules.ts";
import type { AdvanceRequest, Lease, LeaseCommand } from "../types.ts";
import {
  advanceExpression,
  BEGIN_EXPRESSIONS,
  type BooksParts,
  beginExpression,
  claimExpression,
  confirmExpression,
  FAIL_EXPRESSION,
  finishExpression,
  LAST_TALLY_EXPRESSION,
  type LeaseValue,
  OFFER_EXPRESSION,
  RELEASE_EXPRESSION,
  REPORT_EXPRESSION,
  stopExpression,
  TALLY_EXPRESSION,
  WITHDRAW_EXPRESSION,
  type WriteExpression,
} from "./expressions.ts";
import { isoFromMs } from "./iso-time.ts";

/** One conditional `UpdateItem`, complete but for the table's name. */
export interface PlannedWrite {
  readonly key: Record<string, LeaseValue>;
  readonly expression: WriteExpression;
  readonly values: Record<string, LeaseValue>;
}

/**
 * The write that makes a transition, and makes it only where the pure function of the same name does.
 *
 * @param found the record that turned the first write away; a `tally` of a stream that is over has another
 */
export function planWrite(command: LeaseCommand, found?: Lease): PlannedWrite {
  const expression = isLastTally(command, found) ? LAST_TALLY_EXPRESSION : expressionOf(command);
  const facts: Record<string, unknown> = {
    ...placeholderFacts(command.request),
    waiting: waitingOf(command),
    ...savedFacts(command),
  };
  const filled = Object.entries(expression.parameters).map(([placeholder, type]) => {
    const value = String(facts[placeholder.slice(1)]);
    return [placeholder, type === "N" ? { N: value } : { S: value }];
  });
  return {
    key: { [LEASE_ATTRIBUTES.streamId]: { S: command.request.streamId } },
    expression,
    values: { ...expression.constants, ...Object.fromEntries(filled) },
  };
}

/** Whether a command is a tally that a stream which has ended or failed takes in another way. */
export function isLastTally({ verb, request }: LeaseCommand, found: Lease | undefined): boolean {
  return verb === "tally" && mayTallyLast.holds(found, request);
}

function expressionOf({ verb, request }: LeaseCommand): WriteExpression {
  switch (verb) {
    case "begin":
      return beginExpression({
        isRestart: request.restart,
        forgetsCheckpoint: request.forgetCheckpoint,
        waits: request.waitingFor !== undefined,
      });
    case "inherit":
      return BEGIN_EXPRESSIONS.inherit;
    case "claim":
      return claimExpression({ hasCarrier: request.carrier !== undefined });
    case "confirm":
      return confirmExpression({ isUp: request.upSinceMs !== undefined });
    case "advance":
      return advanceExpression(booksOf(request));
    case "finish":
      return finishExpression({ ...booksOf(request), hasReason: request.reason !== undefined });
    case "tally":
      return TALLY_EXPRESSION;
    case "fail":
      return FAIL_EXPRESSION;
    case "stop":
      return stopExpression({ hasReason: request.reason !== undefined });
    case "offer":
      return OFFER_EXPRESSION;
    case "withdraw":
      return WITHDRAW_EXPRESSION;
    case "release":
      return RELEASE_EXPRESSION;
    case "report":
      return REPORT_EXPRESSION;
  }
}

/** What the stream waits for from then on. */
function waitingOf({ verb, request }: LeaseCommand): string | undefined {
  if (verb === "begin") return request.waitingFor;
  if (verb === "offer") return offeredTo(request.fleet);
  return verb === "release" ? request.fleet : undefined;
}

/** What a holder's writes say of when they are made; these are numbers. */
function savedFacts({ verb, request }: LeaseCommand): Record<string, unknown> {
  const upSince = verb === "confirm" || verb === "advance" ? request.upSinceMs : undefined;
  return { savedAt: request.nowMs, upSince };
}

function booksOf(request: AdvanceRequest): BooksParts {
  const { checkpoint, failures, lastError, follow, cursorless, upSinceMs } = request;
  return {
    isUp: upSinceMs !== undefined,
    hasCheckpoint: checkpoint !== undefined,
    failures: failures === undefined ? undefined : failures === 0 ? "sound" : "counted",
    hasError: lastError !== undefined,
    follow: follow === undefined ? undefined : follow === null ? "removed" : "set",
    hasCursorless: cursorless !== undefined,
  };
}

/** What a request says, by the names of the placeholders: `nowMs` fills `:now`, `counts.stored` fills `:stored`. */
function placeholderFacts(request: LeaseCommand["request"]): Record<string, unknown> {
  const { counts, ...rest } = { counts: {}, ...request };
  const times = Object.entries(rest)
    .filter(([name, ms]) => name.endsWith("Ms") && ms !== undefined)
    .map(([name, ms]) => [name.slice(0, -2), isoFromMs(Number(ms))]);
  return { ...rest, ...counts, ...Object.fromEntries(times) };
}

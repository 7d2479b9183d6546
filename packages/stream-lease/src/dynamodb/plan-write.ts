import { LEASE_ATTRIBUTES } from "../attributes.ts";
import { mayTallyLast } from "../transitions/rules.ts";
import type { AdvanceRequest, BeginRequest, Lease, LeaseCommand } from "../types.ts";
import {
  advanceExpression,
  BEGIN_EXPRESSIONS,
  type BooksParts,
  CLAIM_EXPRESSION,
  CONFIRM_EXPRESSION,
  FAIL_EXPRESSION,
  finishExpression,
  LAST_TALLY_EXPRESSION,
  type LeaseValue,
  stopExpression,
  TALLY_EXPRESSION,
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
  const facts = placeholderFacts(command.request);
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
      return beginExpression(request);
    case "inherit":
      return BEGIN_EXPRESSIONS.inherit;
    case "claim":
      return CLAIM_EXPRESSION;
    case "confirm":
      return CONFIRM_EXPRESSION;
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
  }
}

function booksOf({ checkpoint, failures, lastError }: AdvanceRequest): BooksParts {
  return {
    hasCheckpoint: checkpoint !== undefined,
    failures: failures === undefined ? undefined : failures === 0 ? "sound" : "counted",
    hasError: lastError !== undefined,
  };
}

function beginExpression({ restart, forgetCheckpoint }: BeginRequest): WriteExpression {
  if (restart) return forgetCheckpoint ? BEGIN_EXPRESSIONS.restartAnew : BEGIN_EXPRESSIONS.restart;
  return forgetCheckpoint ? BEGIN_EXPRESSIONS.beginAnew : BEGIN_EXPRESSIONS.begin;
}

/** What a request says, by the names of the placeholders: `nowMs` fills `:now`, `counts.stored` fills `:stored`. */
function placeholderFacts(request: LeaseCommand["request"]): Record<string, unknown> {
  const { counts, ...rest } = { counts: {}, ...request };
  const times = Object.entries(rest)
    .filter(([name]) => name.endsWith("Ms"))
    .map(([name, ms]) => [name.slice(0, -2), isoFromMs(Number(ms))]);
  return { ...rest, ...counts, ...Object.fromEntries(times) };
}

import { MAX_LIFETIME_SECONDS } from "../limits.ts";
import { integerFault, missingOr } from "../options/faults.ts";
import type { OptionProblem, RawOptions } from "../options/problem.ts";
import { checkShorterThanLifetime, refuseWait } from "../options/strategy-checks.ts";
import { isTableName } from "../options/table-name.ts";
import { MAX_RELAY_TURNS } from "./turn-budget.ts";

const ALLOWED_TABLE =
  "the name or the ARN of a DynamoDB table, any part or the whole of it a placeholder such as ${StreamsTable}";

export function checkRelayOptions(raw: RawOptions): OptionProblem[] {
  return [
    ...refuseWait(raw),
    ...checkTable(raw),
    ...checkShortLifetime(raw),
    ...checkHandoverLead(raw),
    ...checkMaxTurns(raw),
  ];
}

function checkTable({ tableName: value }: RawOptions): OptionProblem[] {
  if (typeof value === "string" && isTableName(value)) return [];
  return [{ code: missingOr("NOT_A_TABLE", value), option: "tableName", value, allowed: ALLOWED_TABLE }];
}

/** A connection lives for a second at least before its handover, and for a second at least after it. */
function checkShortLifetime({ lifetimeSeconds: value }: RawOptions): OptionProblem[] {
  if (value !== 1) return [];
  const allowed = `an integer from 2 to ${MAX_LIFETIME_SECONDS} (seconds) for relay`;
  return [{ code: "OUT_OF_RANGE", option: "lifetimeSeconds", value, allowed }];
}

function checkHandoverLead(raw: RawOptions): OptionProblem[] {
  return raw.handoverLeadSeconds === undefined ? [] : checkShorterThanLifetime("handoverLeadSeconds", raw);
}

function checkMaxTurns({ maxTurns: value }: RawOptions): OptionProblem[] {
  const code = value === undefined ? undefined : integerFault(value, MAX_RELAY_TURNS);
  if (code === undefined) return [];
  return [{ code, option: "maxTurns", value, allowed: `an integer from 1 to ${MAX_RELAY_TURNS}` }];
}

import { MAX_LIFETIME_SECONDS } from "../limits.ts";
import { checkTable } from "../options/checks.ts";
import { integerFault } from "../options/faults.ts";
import type { OptionProblem, RawOptions } from "../options/problem.ts";
import { checkShorterThanLifetime, refuseFleet, refuseWait } from "../options/strategy-checks.ts";
import { MAX_RELAY_TURNS } from "./turn-budget.ts";

/** For strategies in which two branches hand something to each other. */
export function checkHandoverOptions(raw: RawOptions): OptionProblem[] {
  return [
    ...refuseWait(raw),
    ...checkTable(raw),
    ...checkShortLifetime(raw),
    ...checkHandoverLead(raw),
    ...checkMaxTurns(raw),
    ...refuseFleet(raw),
  ];
}

/** A connection lives for a second at least before its handover, and for a second at least after it. */
function checkShortLifetime({ strategy, lifetimeSeconds: value }: RawOptions): OptionProblem[] {
  if (value !== 1) return [];
  const allowed = `an integer from 2 to ${MAX_LIFETIME_SECONDS} (seconds) for ${strategy}`;
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

import { MAX_LIFETIME_SECONDS } from "../limits.ts";
import { integerFault } from "./faults.ts";
import type { OptionName, OptionProblem, RawOptions } from "./problem.ts";

/** Times within a connection's life, and the problem when one is not. */
const NOT_SHORTER = { waitSeconds: "WAIT_NOT_SHORTER", handoverLeadSeconds: "LEAD_NOT_SHORTER" } as const;

/** For strategies that wait: whole seconds, and fewer than the connection lives that the next one relieves. */
export function checkWait(raw: RawOptions): OptionProblem[] {
  return checkShorterThanLifetime("waitSeconds", raw);
}

/** For strategies that do not wait. */
export function refuseWait(raw: RawOptions): OptionProblem[] {
  return refuse(raw, ["waitSeconds"], "does not wait");
}

/** For strategies without a lease. */
export function refuseLease(raw: RawOptions): OptionProblem[] {
  return refuse(raw, ["tableName", "handoverLeadSeconds", "maxTurns"], "has no lease");
}

/** For strategies that start no carrier. */
export function refuseFleet(raw: RawOptions): OptionProblem[] {
  return refuse(raw, ["carrierMachineArn", "fleet"], "starts no carrier");
}

/** For strategies that invoke no function. */
export function refuseFunction(raw: RawOptions): OptionProblem[] {
  const options = ["functionArn", "lifetimeSeconds", "handoverLeadSeconds", "maxTurns", "taskName"] as const;
  return refuse(raw, options, "invokes no function");
}

function refuse(raw: RawOptions, options: readonly OptionName[], because: string): OptionProblem[] {
  return options.flatMap((option): OptionProblem[] => {
    const value = raw[option];
    if (value === undefined) return [];
    return [{ code: "NOT_TAKEN", option, value, allowed: `none, because ${raw.strategy} ${because}` }];
  });
}

/** Whole seconds, a second at least, and fewer than the lifetime, if that is good itself. */
export function checkShorterThanLifetime(option: keyof typeof NOT_SHORTER, raw: RawOptions): OptionProblem[] {
  const { lifetimeSeconds, [option]: value } = raw;
  const lifetimeIsGood = integerFault(lifetimeSeconds, MAX_LIFETIME_SECONDS) === undefined;
  const fault = integerFault(value, MAX_LIFETIME_SECONDS - 1);
  const isTooLong = lifetimeIsGood && Number.isInteger(value) && Number(value) >= Number(lifetimeSeconds);
  const code = isTooLong ? NOT_SHORTER[option] : fault;
  if (code === undefined) return [];
  const below = lifetimeIsGood ? `the lifetime, ${lifetimeSeconds}` : "the lifetime";
  return [{ code, option, value, allowed: `an integer of at least 1 and less than ${below} (seconds)` }];
}

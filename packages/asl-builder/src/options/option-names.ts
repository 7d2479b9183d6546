import { type OptionNames, unknownNames } from "@unbounded-streams/option-names";
import { MAX_SHOWN_VALUE_LENGTH } from "../limits.ts";
import type { OptionName, OptionProblem, RawOptions } from "./problem.ts";
import type { StateMachineOptions } from "./state-machine-options.ts";

/** Of all strategies; which of them takes which is for their own checks. */
const OPTION_NAMES: OptionNames<StateMachineOptions> & Readonly<Record<OptionName, true>> = {
  strategy: true,
  functionArn: true,
  lifetimeSeconds: true,
  waitSeconds: true,
  tableName: true,
  handoverLeadSeconds: true,
  maxTurns: true,
  carrierMachineArn: true,
  fleet: true,
  taskName: true,
  partition: true,
  comment: true,
};

/** Names that no strategy has. */
export function checkNames(raw: RawOptions): OptionProblem[] {
  return unknownProblems(raw, OPTION_NAMES);
}

/**
 * Names that are not among those of an object of options.
 *
 * @param place what the object is an option of, such as `serverless`; none for the options themselves
 */
export function unknownProblems(
  options: unknown,
  names: Readonly<Record<string, true>>,
  place?: string,
): OptionProblem[] {
  const inPlace = (name: string) => (place === undefined ? name : `${place}.${name}`);
  return unknownNames(options, names).map(({ name, nearest }) => ({
    code: "UNKNOWN_OPTION",
    option: inPlace(name.slice(0, MAX_SHOWN_VALUE_LENGTH)),
    value: undefined,
    allowed: (nearest === undefined ? Object.keys(names) : [nearest]).map(inPlace).join(", "),
  }));
}

import type { OptionProblemCode } from "./problem.ts";

/** What is wrong with a value that must be an integer from 1 to `maximum`; undefined when nothing is. */
export function integerFault(value: unknown, maximum: number): OptionProblemCode | undefined {
  if (!Number.isInteger(value)) return missingOr("NOT_AN_INTEGER", value);
  return Number(value) < 1 || Number(value) > maximum ? "OUT_OF_RANGE" : undefined;
}

/** `MISSING` for an option that was not given, else `code`. */
export function missingOr(code: OptionProblemCode, value: unknown): OptionProblemCode {
  return value === undefined ? "MISSING" : code;
}

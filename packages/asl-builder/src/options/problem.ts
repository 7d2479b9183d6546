import { MAX_SHOWN_VALUE_LENGTH } from "../limits.ts";

/** Everything that any strategy can be given. */
export type OptionName =
  | "strategy"
  | "functionArn"
  | "lifetimeSeconds"
  | "waitSeconds"
  | "tableName"
  | "handoverLeadSeconds"
  | "maxTurns"
  | "carrierMachineArn"
  | "fleet"
  | "taskName"
  | "partition"
  | "comment";

/** Options as they come from outside: nothing is known about the values. */
export type RawOptions = { readonly [Name in OptionName]?: unknown };

/** What the renderers can be given, beside {@link OptionName}. */
export type RenderOptionName = "serverless.id" | "serverless.name" | "serverless.path" | "sam.id";

/** Any other name. */
type UnknownOptionName = string & {};

/** Stable names of what can be wrong with an option. */
export type OptionProblemCode =
  | "UNKNOWN_OPTION"
  | "MISSING"
  | "UNKNOWN_STRATEGY"
  | "NOT_AN_ARN"
  | "NOT_AN_INTEGER"
  | "OUT_OF_RANGE"
  | "WAIT_NOT_SHORTER"
  | "LEAD_NOT_SHORTER"
  | "NOT_A_TABLE"
  | "NOT_TAKEN"
  | "BAD_NAME"
  | "BAD_PATH"
  | "BAD_PLACEHOLDER"
  | "BAD_COMMENT"
  | "UNKNOWN_PARTITION"
  | "PARTITION_MISMATCH";

/** One option that cannot be used. */
export interface OptionProblem {
  readonly code: OptionProblemCode;
  /** With `UNKNOWN_OPTION` a name that is none. */
  readonly option: OptionName | RenderOptionName | UnknownOptionName;
  readonly value: unknown;
  /** What would do, as a phrase; with `UNKNOWN_OPTION` the option that is nearest, or all of them. */
  readonly allowed: string;
}

/** Of problems that are not with a value. */
const FAULTS: { readonly [Code in OptionProblemCode]?: string } = {
  MISSING: "is missing",
  UNKNOWN_OPTION: "is no option",
};

/**
 * The problem on one line: `waitSeconds is 45, allowed is ...`, `waitSecond is no option, allowed is waitSeconds`.
 *
 * @param label what the option is called where its user typed it; its own name by default
 */
export function describeProblem(problem: OptionProblem, label: string = problem.option): string {
  const fault = FAULTS[problem.code] ?? `is ${showValue(problem.value)}`;
  return `${label} ${fault}, allowed is ${problem.allowed}`;
}

function showValue(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : showOther(value);
  return text.length <= MAX_SHOWN_VALUE_LENGTH ? text : `${text.slice(0, MAX_SHOWN_VALUE_LENGTH)}...`;
}

function showOther(value: unknown): string {
  const isScalar = value === null || ["number", "boolean", "bigint", "undefined"].includes(typeof value);
  return isScalar ? String(value) : `of type ${Array.isArray(value) ? "array" : typeof value}`;
}

import { PARTITIONS, parseFunctionArn } from "./function-arn.ts";
import { MAX_LIFETIME_SECONDS, MAX_TASK_NAME_LENGTH } from "./limits.ts";
import type { OptionProblem, OptionProblemCode, RawOptions } from "./option-problem.ts";

const ALLOWED_ARN =
  "the ARN of a Lambda function, such as arn:aws:lambda:eu-west-1:123456789012:function:connection-manager:live, " +
  `in partition ${PARTITIONS.join(", ")}, any part or the whole of it a placeholder such as \${FunctionArn}`;
const ALLOWED_LIFETIME = `an integer from 1 to ${MAX_LIFETIME_SECONDS} (seconds)`;
const ALLOWED_TASK_NAME = `1 to ${MAX_TASK_NAME_LENGTH} characters, no control characters or line breaks, no space around`;

export function checkFunctionArn({ functionArn: value }: RawOptions): OptionProblem[] {
  if (typeof value === "string" && parseFunctionArn(value) !== undefined) return [];
  return [{ code: missingOr("NOT_AN_ARN", value), option: "functionArn", value, allowed: ALLOWED_ARN }];
}

export function checkLifetime({ lifetimeSeconds: value }: RawOptions): OptionProblem[] {
  const code = integerFault(value, MAX_LIFETIME_SECONDS);
  return code === undefined ? [] : [{ code, option: "lifetimeSeconds", value, allowed: ALLOWED_LIFETIME }];
}

/** For strategies that wait: whole seconds, and fewer than the connection lives that the next one relieves. */
export function checkWait({ waitSeconds: value, lifetimeSeconds }: RawOptions): OptionProblem[] {
  const lifetimeIsGood = integerFault(lifetimeSeconds, MAX_LIFETIME_SECONDS) === undefined;
  const code = integerFault(value, MAX_LIFETIME_SECONDS - 1);
  const fault =
    lifetimeIsGood && code !== "NOT_AN_INTEGER" && Number(value) >= Number(lifetimeSeconds)
      ? "WAIT_NOT_SHORTER"
      : code;
  if (fault === undefined) return [];
  const below = lifetimeIsGood ? `the lifetime, ${lifetimeSeconds}` : "the lifetime";
  return [
    {
      code: fault,
      option: "waitSeconds",
      value,
      allowed: `an integer of at least 1 and less than ${below} (seconds)`,
    },
  ];
}

/** For strategies that do not wait. */
export function refuseWait({ strategy, waitSeconds: value }: RawOptions): OptionProblem[] {
  if (value === undefined) return [];
  return [
    { code: "NOT_TAKEN", option: "waitSeconds", value, allowed: `none, because ${strategy} does not wait` },
  ];
}

/** For strategies without a lease. */
export function refuseLease(raw: RawOptions): OptionProblem[] {
  const options = ["tableName", "handoverLeadSeconds", "maxTurns"] as const;
  return options.flatMap((option): OptionProblem[] => {
    const value = raw[option];
    if (value === undefined) return [];
    return [{ code: "NOT_TAKEN", option, value, allowed: `none, because ${raw.strategy} has no lease` }];
  });
}

export function checkTaskName({ taskName: value }: RawOptions): OptionProblem[] {
  const isGood =
    value === undefined ||
    (typeof value === "string" &&
      value.length >= 1 &&
      value.length <= MAX_TASK_NAME_LENGTH &&
      value.trim() === value &&
      !/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u.test(value));
  return isGood ? [] : [{ code: "BAD_NAME", option: "taskName", value, allowed: ALLOWED_TASK_NAME }];
}

/** A partition that exists and does not contradict the ARN. */
export function checkPartition({ partition: value, functionArn }: RawOptions): OptionProblem[] {
  if (value === undefined) return [];
  const fromArn = typeof functionArn === "string" ? parseFunctionArn(functionArn)?.partition : undefined;
  if (!PARTITIONS.some((known) => known === value)) {
    return [{ code: "UNKNOWN_PARTITION", option: "partition", value, allowed: PARTITIONS.join(", ") }];
  }
  if (fromArn === undefined || fromArn === value) return [];
  return [{ code: "PARTITION_MISMATCH", option: "partition", value, allowed: `${fromArn}, as in the ARN` }];
}

export function checkComment({ comment: value }: RawOptions): OptionProblem[] {
  if (value === undefined || (typeof value === "string" && value.isWellFormed())) return [];
  return [{ code: "BAD_COMMENT", option: "comment", value, allowed: "well-formed text" }];
}

export function integerFault(value: unknown, maximum: number): OptionProblemCode | undefined {
  if (!Number.isInteger(value)) return missingOr("NOT_AN_INTEGER", value);
  return Number(value) < 1 || Number(value) > maximum ? "OUT_OF_RANGE" : undefined;
}

export function missingOr(code: OptionProblemCode, value: unknown): OptionProblemCode {
  return value === undefined ? "MISSING" : code;
}

import { isFleetName } from "@unbounded-streams/stream-lease/carrier-id";
import { MAX_LIFETIME_SECONDS, MAX_TASK_NAME_LENGTH } from "../limits.ts";
import { integerFault, missingOr } from "./faults.ts";
import { parseFunctionArn } from "./function-arn.ts";
import { PARTITIONS } from "./partition.ts";
import type { OptionProblem, RawOptions } from "./problem.ts";
import { partitionInArn } from "./resolved-options.ts";
import { parseStateMachineArn } from "./state-machine-arn.ts";
import { isTableName } from "./table-name.ts";

const ALLOWED_ARN =
  "the ARN of a Lambda function, such as arn:aws:lambda:eu-west-1:123456789012:function:connection-manager:live, " +
  `in partition ${PARTITIONS.join(", ")}, any part or the whole of it a placeholder such as \${FunctionArn}`;
const ALLOWED_TABLE =
  "the name or the ARN of a DynamoDB table, any part or the whole of it a placeholder such as ${StreamsTable}";
const ALLOWED_MACHINE =
  "the ARN of a state machine, such as arn:aws:states:eu-west-1:123456789012:stateMachine:carrier, " +
  `in partition ${PARTITIONS.join(", ")}, any part or the whole of it a placeholder such as \${CarrierMachineArn}`;
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

export function checkTable({ tableName: value }: RawOptions): OptionProblem[] {
  if (typeof value === "string" && isTableName(value)) return [];
  return [{ code: missingOr("NOT_A_TABLE", value), option: "tableName", value, allowed: ALLOWED_TABLE }];
}

export function checkCarrierMachine({ carrierMachineArn: value }: RawOptions): OptionProblem[] {
  if (typeof value === "string" && parseStateMachineArn(value) !== undefined) return [];
  const code = missingOr("NOT_AN_ARN", value);
  return [{ code, option: "carrierMachineArn", value, allowed: ALLOWED_MACHINE }];
}

export function checkFleet({ fleet: value }: RawOptions): OptionProblem[] {
  if (value === undefined || (typeof value === "string" && isFleetName(value))) return [];
  return [{ code: "BAD_NAME", option: "fleet", value, allowed: "1 to 32 letters, digits and hyphens" }];
}

/** A partition that exists and does not contradict the ARN. */
export function checkPartition({
  partition: value,
  functionArn,
  carrierMachineArn,
}: RawOptions): OptionProblem[] {
  if (value === undefined) return [];
  const fromArn = partitionInArn({
    ...(typeof functionArn === "string" && { functionArn }),
    ...(typeof carrierMachineArn === "string" && { carrierMachineArn }),
  });
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

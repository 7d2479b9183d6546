import { LEASE_ATTRIBUTES } from "@unbounded-streams/stream-lease/attributes";
import type { WriteExpression } from "@unbounded-streams/stream-lease/expressions";
import { SERVICE_CALL_TIMEOUT_SECONDS } from "../limits.ts";
import type { Partition } from "../options/partition.ts";
import type { Catcher, Comparison, PayloadTemplate, TaskState, Transition } from "./asl.ts";
import { DYNAMODB_PERMANENT_ERRORS, DYNAMODB_TABLE_MISSING_ERROR } from "./error-names.ts";
import { retryUnless } from "./retries.ts";

/** Where leases are kept. */
export interface LeaseTable {
  readonly tableName: string;
  readonly partition: Partition;
}

/** Where {@link readLease} puts the record, as DynamoDB writes it. */
const RECORD_PATH = "$.lease.Item";

/** What is read of a lease: a checkpoint can be long, and no state needs it. */
const READ_ATTRIBUTES = ["status", "executionArn", "holder", "epoch", "handoverAt", "failures"] as const;

type ReadAttribute = (typeof READ_ATTRIBUTES)[number];

/** Paths to what {@link readLease} has read. Each may be absent. */
export const LEASE_PATHS = {
  record: RECORD_PATH,
  status: pathOf("status", "S"),
  executionArn: pathOf("executionArn", "S"),
  holder: pathOf("holder", "S"),
  handoverAt: pathOf("handoverAt", "S"),
  /** A number as text. */
  epoch: pathOf("epoch", "N"),
  /** A number as text. Whoever begins or inherits the stream writes it. */
  failures: pathOf("failures", "N"),
} as const;

/** The epoch as a number. */
export const LEASE_EPOCH = `States.StringToJson(${LEASE_PATHS.epoch})`;

/** The failures as a number. */
export const LEASE_FAILURES = `States.StringToJson(${LEASE_PATHS.failures})`;

function pathOf(attribute: ReadAttribute, type: "S" | "N"): string {
  return `${RECORD_PATH}.${LEASE_ATTRIBUTES[attribute]}.${type}`;
}

/** Reads the lease of `$.streamId`, consistently, to `$.lease`; what was there before is overwritten. */
export function readLease(table: LeaseTable, next: string): TaskState {
  return {
    Type: "Task",
    Resource: `arn:${table.partition}:states:::dynamodb:getItem`,
    Parameters: {
      TableName: table.tableName,
      Key: keyOf("$.streamId"),
      ConsistentRead: true,
      ProjectionExpression: READ_ATTRIBUTES.map((name) => `#${name}`).join(", "),
      ExpressionAttributeNames: Object.fromEntries(
        READ_ATTRIBUTES.map((name) => [`#${name}`, LEASE_ATTRIBUTES[name]]),
      ),
    },
    TimeoutSeconds: SERVICE_CALL_TIMEOUT_SECONDS,
    ResultPath: "$.lease",
    Retry: retryUnless([DYNAMODB_TABLE_MISSING_ERROR]),
    Next: next,
  };
}

/** A conditional write of the lease of `$.streamId`. `values` are paths to what stands for the placeholders. */
export function writeLease(
  table: LeaseTable,
  expression: WriteExpression,
  values: Readonly<Record<string, Comparison["Variable"]>>,
  fields: Transition & { readonly Catch: readonly Catcher[] },
): TaskState {
  return {
    Type: "Task",
    Resource: `arn:${table.partition}:states:::dynamodb:updateItem`,
    Parameters: {
      TableName: table.tableName,
      Key: keyOf("$.streamId"),
      UpdateExpression: expression.update,
      ConditionExpression: expression.condition,
      ExpressionAttributeNames: { ...expression.names },
      ExpressionAttributeValues: attributeValues(expression, values),
    },
    TimeoutSeconds: SERVICE_CALL_TIMEOUT_SECONDS,
    ResultPath: null,
    Retry: retryUnless(DYNAMODB_PERMANENT_ERRORS),
    ...fields,
  };
}

function keyOf(path: string): PayloadTemplate {
  return { [LEASE_ATTRIBUTES.streamId]: { "S.$": path } };
}

function attributeValues(
  { constants, parameters }: WriteExpression,
  values: Readonly<Record<string, string>>,
): PayloadTemplate {
  const given = Object.entries(parameters).map(([placeholder, type]) => {
    const path = values[placeholder];
    if (path === undefined) throw new Error(`nothing is given for ${placeholder}`);
    return [placeholder, { [`${type}.$`]: path }] as const;
  });
  return { ...structuredClone(constants), ...Object.fromEntries(given) };
}

import { LEASE_ATTRIBUTES } from "@unbounded-streams/stream-lease/attributes";
import type { WriteExpression } from "@unbounded-streams/stream-lease/expressions";
import { SERVICE_CALL_TIMEOUT_SECONDS } from "../limits.ts";
import type { Partition } from "../options/partition.ts";
import type { Catcher, PayloadTemplate, TaskState, Transition } from "./asl.ts";
import { DYNAMODB_PERMANENT_ERRORS, DYNAMODB_TABLE_MISSING_ERROR } from "./error-names.ts";
import { retryUnless } from "./retries.ts";

/** Where leases are kept. */
export interface LeaseTable {
  readonly tableName: string;
  readonly partition: Partition;
}

/** Where {@link readLease} puts what it is answered. */
const LEASE_PATH = "$.lease";

/** What the branches of a relay read of a lease: a checkpoint can be long, and no state needs it. */
const BRANCH_ATTRIBUTES = ["status", "executionArn", "holder", "epoch", "handoverAt", "failures"] as const;

type LeaseAttribute = keyof typeof LEASE_ATTRIBUTES;

/** Paths to what {@link readLease} has read. Each may be absent. */
export const LEASE_PATHS = leasePathsIn(LEASE_PATH);

/** The epoch as a number. */
export const LEASE_EPOCH = `States.StringToJson(${LEASE_PATHS.epoch})`;

/** The failures as a number. */
export const LEASE_FAILURES = `States.StringToJson(${LEASE_PATHS.failures})`;

/** Paths to the parts of a record that {@link readRecord} has put at `resultPath`, as DynamoDB writes them. Each may be absent. */
export function leasePathsIn(resultPath: string) {
  const record = `${resultPath}.Item`;
  const pathOf = (attribute: LeaseAttribute, type: "S" | "N") =>
    `${record}.${LEASE_ATTRIBUTES[attribute]}.${type}`;
  return {
    record,
    status: pathOf("status", "S"),
    executionArn: pathOf("executionArn", "S"),
    holder: pathOf("holder", "S"),
    handoverAt: pathOf("handoverAt", "S"),
    waiting: pathOf("waiting", "S"),
    /** A number as text. */
    epoch: pathOf("epoch", "N"),
    /** A number as text. Whoever begins or inherits the stream writes it. */
    failures: pathOf("failures", "N"),
  };
}

/** Which record {@link readRecord} reads, what of it, and where to. */
export interface RecordRead {
  /** The stream's or the carrier's id, or the path at which it stands: what begins with `$`. */
  readonly id: string;
  readonly attributes: readonly LeaseAttribute[];
  /** What was there before is overwritten. */
  readonly resultPath: string;
}

/** Reads the lease of `$.streamId`, consistently, to `$.lease`. */
export function readLease(
  table: LeaseTable,
  next: string,
  attributes: readonly LeaseAttribute[] = BRANCH_ATTRIBUTES,
): TaskState {
  return readRecord(table, { id: "$.streamId", attributes, resultPath: LEASE_PATH }, next);
}

/** Reads a lease, consistently. */
export function readRecord(
  table: LeaseTable,
  { id, attributes, resultPath }: RecordRead,
  next: string,
): TaskState {
  return {
    Type: "Task",
    Resource: `arn:${table.partition}:states:::dynamodb:getItem`,
    Parameters: {
      TableName: table.tableName,
      Key: keyOf(id),
      ConsistentRead: true,
      ProjectionExpression: attributes.map((name) => `#${name}`).join(", "),
      ExpressionAttributeNames: Object.fromEntries(
        attributes.map((name) => [`#${name}`, LEASE_ATTRIBUTES[name]]),
      ),
    },
    TimeoutSeconds: SERVICE_CALL_TIMEOUT_SECONDS,
    ResultPath: resultPath,
    Retry: retryUnless([DYNAMODB_TABLE_MISSING_ERROR]),
    Next: next,
  };
}

/**
 * A conditional write of the lease of `$.streamId`. `values` are what stands for the placeholders, or the paths to it: what
 * begins with `$`.
 */
export function writeLease(
  table: LeaseTable,
  expression: WriteExpression,
  values: Readonly<Record<string, string>>,
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

function keyOf(id: string): PayloadTemplate {
  return { [LEASE_ATTRIBUTES.streamId]: attributeValue("S", id) };
}

function attributeValue(type: "S" | "N", value: string): PayloadTemplate {
  return value.startsWith("$") ? { [`${type}.$`]: value } : { [type]: value };
}

function attributeValues(
  { constants, parameters }: WriteExpression,
  values: Readonly<Record<string, string>>,
): PayloadTemplate {
  const given = Object.entries(parameters).map(([placeholder, type]) => {
    const value = values[placeholder];
    if (value === undefined) throw new Error(`nothing is given for ${placeholder}`);
    return [placeholder, attributeValue(type, value)] as const;
  });
  return { ...structuredClone(constants), ...Object.fromEntries(given) };
}

import { Duration } from "aws-cdk-lib";
import type { ITable } from "aws-cdk-lib/aws-dynamodb";
import { Policy } from "aws-cdk-lib/aws-iam";
import { EventSourceMapping, type IFunction, StartingPosition } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { acknowledgeObjects } from "../nag-findings.ts";
import type { ConsumerProps } from "../props/outlet-props.ts";
import {
  allowDestinationKey,
  destinationArn,
  destinationStatements,
  givenUpObjects,
} from "./failure-destination.ts";
import { outletFilter } from "./outlet-filter.ts";
import { allowDecryption, streamStatements, tableStreamArn } from "./table-stream.ts";

const DEFAULT_BATCH_SIZE = 100;

/** How often, and for how long, records are tried before they are given up: a night's outage is survived, and a record that never can be taken stops nobody for ever. */
export const DEFAULT_RETRIES = { retryAttempts: 50, maxRecordAge: Duration.hours(12) } as const;

/** What hands over the records of a table's stream to a function. */
export interface ConsumerOptions {
  readonly table: ITable;
  readonly consumer: IFunction;
  readonly props: ConsumerProps;
}

/** Makes a mapping by which a function is handed the records of a table's stream, and lets its role read them. */
export function consumerMapping(
  scope: Construct,
  id: string,
  { table, consumer, props }: ConsumerOptions,
): EventSourceMapping {
  const { onFailure } = props;
  const streamArn = tableStreamArn(table);
  const mapping = new EventSourceMapping(scope, id, {
    target: consumer,
    eventSourceArn: streamArn,
    startingPosition: StartingPosition.TRIM_HORIZON,
    batchSize: props.batchSize ?? DEFAULT_BATCH_SIZE,
    maxBatchingWindow: props.maxBatchingWindow,
    parallelizationFactor: props.parallelization,
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: props.retryAttempts ?? DEFAULT_RETRIES.retryAttempts,
    maxRecordAge: props.maxRecordAge ?? DEFAULT_RETRIES.maxRecordAge,
    filters: [outletFilter(props.filter)],
    supportS3OnFailureDestination: true,
    onFailure: onFailure && { bind: () => ({ destination: destinationArn(onFailure) }) },
  });
  const { role } = consumer;
  if (role === undefined) return mapping;
  const statements = streamStatements(streamArn);
  if (onFailure !== undefined) statements.push(...destinationStatements(onFailure));
  const policy = new Policy(scope, `${id}Reads`, { roles: [role], statements });
  if (onFailure !== undefined && "bucketArn" in onFailure) {
    acknowledgeObjects(
      policy,
      givenUpObjects(onFailure),
      "Lambda names the objects, so the prefix is all that is known of them",
    );
  }
  // Lambda makes a mapping only for a role that may read already.
  mapping.node.addDependency(policy);
  allowDecryption(role, table);
  if (onFailure !== undefined) allowDestinationKey(role, onFailure);
  return mapping;
}

import { LEASE_ATTRIBUTES } from "@unbounded-streams/stream-lease/attributes";
import type { RemovalPolicy } from "aws-cdk-lib";
import {
  AttributeType,
  BillingMode,
  type CfnTable,
  type ITable,
  StreamViewType,
  Table,
  TableEncryption,
  type TableProps,
} from "aws-cdk-lib/aws-dynamodb";
import { Grant, type IGrantable } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { ResolvedProps } from "../props/resolve-props.ts";
import { arrivalIndex } from "./arrival-index.ts";
import { addFleetIndex, FLEET_INDEXES, warnOfIndexes } from "./fleet-indexes.ts";
import { keysOf } from "./table-keys.ts";

/** The attribute of an event after whose time, in epoch seconds, DynamoDB deletes it; as `event-sink` writes it. */
const TTL_ATTRIBUTE = "expiresAt";

type Defaults = Omit<TableProps, "partitionKey">;

/** The table for events: the one that exists, or a new one. */
export function eventsTable(scope: Construct, props: ResolvedProps): ITable {
  const { existingEventsTable: existing, eventsTableProps: given, readInOrder } = props;
  if (existing !== undefined) return existing;
  const { partition, sort } = keysOf(props);
  const table = new Table(scope, "EventsTable", {
    ...defaults(props.removalPolicy),
    ...given,
    stream: given?.stream ?? StreamViewType.NEW_IMAGE,
    partitionKey: { name: partition, type: AttributeType.STRING },
    sortKey: { name: sort, type: AttributeType.STRING },
    timeToLiveAttribute: TTL_ATTRIBUTE,
  });
  recoverable(table, given);
  if (readInOrder) table.addGlobalSecondaryIndex(arrivalIndex(partition));
  return table;
}

/** The table of leases: the one that exists, or a new one. */
export function streamsTable(scope: Construct, props: ResolvedProps): ITable {
  const { existingStreamsTable: existing, fleet, prepareFleet } = props;
  if (existing !== undefined) {
    if (fleet !== undefined) warnOfIndexes(scope, existing);
    return existing;
  }
  const table = new Table(scope, "StreamsTable", {
    ...defaults(props.removalPolicy),
    ...props.streamsTableProps,
    partitionKey: { name: LEASE_ATTRIBUTES.streamId, type: AttributeType.STRING },
  });
  recoverable(table, props.streamsTableProps);
  const indexes = fleet === undefined ? FLEET_INDEXES.slice(0, prepareFleet ? 1 : 0) : FLEET_INDEXES;
  for (const index of indexes) addFleetIndex(table, index);
  return table;
}

/** Lets somebody do this to a table, and nothing to its indexes. */
export function grantTable(table: ITable, grantee: IGrantable, ...actions: string[]): void {
  Grant.addToPrincipal({ grantee, actions, resourceArns: [table.tableArn] });
}

/** Point-in-time recovery, unless the user says something else of it; older versions of the CDK pass over the prop that newer ones want. */
export function recoverable(table: Table, given: Partial<TableProps> = {}): void {
  if (given.pointInTimeRecovery !== undefined || given.pointInTimeRecoverySpecification !== undefined) return;
  const made = table.node.defaultChild as CfnTable;
  made.pointInTimeRecoverySpecification = { pointInTimeRecoveryEnabled: true };
}

/** What every table of the construct has. */
export function defaults(removalPolicy: RemovalPolicy): Defaults {
  return {
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.AWS_MANAGED,
    removalPolicy,
  };
}

import { LEASE_ATTRIBUTES } from "@unbounded-streams/stream-lease/attributes";
import type { RemovalPolicy } from "aws-cdk-lib";
import {
  AttributeType,
  BillingMode,
  type ITable,
  StreamViewType,
  Table,
  TableEncryption,
  type TableProps,
} from "aws-cdk-lib/aws-dynamodb";
import type { Construct } from "constructs";
import type { ResolvedProps } from "../props/resolve-props.ts";

/** The attribute of an event after whose time, in epoch seconds, DynamoDB deletes it; as `event-sink` writes it. */
const TTL_ATTRIBUTE = "expiresAt";

type Defaults = Omit<TableProps, "partitionKey">;

/** The table for events: the one that exists, or a new one. */
export function eventsTable(scope: Construct, props: ResolvedProps): ITable {
  return (
    props.existingEventsTable ??
    new Table(scope, "EventsTable", {
      ...defaults(props.removalPolicy),
      stream: StreamViewType.NEW_IMAGE,
      ...props.eventsTableProps,
      partitionKey: { name: "PK", type: AttributeType.STRING },
      sortKey: { name: "SK", type: AttributeType.STRING },
      timeToLiveAttribute: TTL_ATTRIBUTE,
    })
  );
}

/** The table of leases: the one that exists, or a new one. */
export function streamsTable(scope: Construct, props: ResolvedProps): ITable {
  return (
    props.existingStreamsTable ??
    new Table(scope, "StreamsTable", {
      ...defaults(props.removalPolicy),
      ...props.streamsTableProps,
      partitionKey: { name: LEASE_ATTRIBUTES.streamId, type: AttributeType.STRING },
    })
  );
}

function defaults(removalPolicy: RemovalPolicy): Defaults {
  return {
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    encryption: TableEncryption.AWS_MANAGED,
    removalPolicy,
  };
}

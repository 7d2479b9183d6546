import { AttributeType, type GlobalSecondaryIndexProps, ProjectionType } from "aws-cdk-lib/aws-dynamodb";

/**
 * The index of the table for events by time, as `readEvents` of `event-sink` looks for it. It has every attribute, so that each event
 * is billed and kept twice.
 */
export const ARRIVAL_INDEX: GlobalSecondaryIndexProps = {
  indexName: "receivedAt-index",
  partitionKey: { name: "PK", type: AttributeType.STRING },
  sortKey: { name: "receivedAt", type: AttributeType.NUMBER },
  projectionType: ProjectionType.ALL,
};

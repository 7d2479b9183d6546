import { AttributeType, type GlobalSecondaryIndexProps, ProjectionType } from "aws-cdk-lib/aws-dynamodb";

/** The name of the index of the table for events by time, as `readEvents` of `event-sink` looks for it. */
export const ARRIVAL_INDEX = "receivedAt-index";

/**
 * The index itself. It has every attribute, so that each event is billed and kept twice.
 *
 * @param partition the table's partition key
 */
export function arrivalIndex(partition: string): GlobalSecondaryIndexProps {
  return {
    indexName: ARRIVAL_INDEX,
    partitionKey: { name: partition, type: AttributeType.STRING },
    sortKey: { name: "receivedAt", type: AttributeType.NUMBER },
    projectionType: ProjectionType.ALL,
  };
}

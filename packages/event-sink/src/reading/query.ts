import type { QueryCommandInput } from "@aws-sdk/client-dynamodb";
import { segmentKeyFrom } from "../records/segment.ts";
import { RECEIVED_AT_INDEX } from "../table/events-table.ts";
import type { ReadRange } from "./read-options.ts";

/** The query of one partition, from a time on where items have one in what is read. */
export function queryOf(range: ReadRange, partition: string, fromMs: number): QueryCommandInput {
  const { tableName, lastMs, consistentRead, pageSize, packed } = range;
  const { partition: partitionName, sort: sortName } = range.layout.keys;
  const query = { TableName: tableName, ...(pageSize !== undefined && { Limit: pageSize }) };
  const partitionValue = { ":partition": { S: partition } };
  if (packed) {
    const keys = { ":first": { S: segmentKeyFrom(fromMs) }, ":last": { S: segmentKeyFrom(lastMs + 1) } };
    return {
      ...query,
      ConsistentRead: consistentRead,
      KeyConditionExpression: "#partition = :partition AND #sort BETWEEN :first AND :last",
      ExpressionAttributeNames: { "#partition": partitionName, "#sort": sortName },
      ExpressionAttributeValues: { ...partitionValue, ...keys },
    };
  }
  if (!range.usesIndex) {
    return {
      ...query,
      ConsistentRead: consistentRead,
      KeyConditionExpression: "#partition = :partition",
      ExpressionAttributeNames: { "#partition": partitionName },
      ExpressionAttributeValues: partitionValue,
    };
  }
  const times = { ":first": { N: String(fromMs) }, ":last": { N: String(lastMs) } };
  return {
    ...query,
    IndexName: RECEIVED_AT_INDEX,
    KeyConditionExpression: "#partition = :partition AND receivedAt BETWEEN :first AND :last",
    ExpressionAttributeNames: { "#partition": partitionName },
    ExpressionAttributeValues: { ...partitionValue, ...times },
  };
}

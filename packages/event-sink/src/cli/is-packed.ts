import { type DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { EventReadError } from "../errors.ts";
import { isSegment, SEGMENT_KEY_PREFIX } from "../records/segment.ts";
import { partitionKeys } from "../records/shards.ts";
import { describeKeys, type TableLayout } from "../records/table-layout.ts";

/** A stream in a table. */
export interface StreamPlace {
  readonly tableName: string;
  readonly streamId: string;
  readonly shards: number;
  readonly layout: TableLayout;
}

/**
 * Whether a stream has a segment: one request for each shard.
 *
 * @throws {EventReadError} when DynamoDB refuses or does not answer
 */
export async function isPacked(
  client: DynamoDBClient,
  { tableName, streamId, shards, layout }: StreamPlace,
  abortSignal: AbortSignal,
): Promise<boolean> {
  const { partition, sort } = layout.keys;
  const firstOf = (partitionKey: string) =>
    new QueryCommand({
      TableName: tableName,
      KeyConditionExpression: "#partition = :partition AND begins_with(#sort, :segment)",
      ExpressionAttributeNames: { "#partition": partition, "#sort": sort },
      ExpressionAttributeValues: { ":partition": { S: partitionKey }, ":segment": { S: SEGMENT_KEY_PREFIX } },
      Limit: 1,
    });
  try {
    const pages = await Promise.all(
      partitionKeys(layout.partitionPrefix + streamId, shards).map((key) =>
        client.send(firstOf(key), { abortSignal }),
      ),
    );
    return pages.some(({ Items = [] }) => Items.some(isSegment));
  } catch (cause) {
    throw new EventReadError(tableName, cause, describeKeys(layout.keys));
  }
}

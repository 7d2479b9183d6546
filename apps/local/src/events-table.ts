import {
  CreateTableCommand,
  type DynamoDBClient,
  paginateQuery,
  ResourceInUseException,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { eventsTable, fromItem, type StoredEvent } from "@unbounded-streams/event-sink";

const TABLE_WAIT_SECONDS = 30;

/** Makes the table for events unless it is there, and waits until it can be used. */
export async function ensureEventsTable(client: DynamoDBClient, tableName: string): Promise<void> {
  try {
    await client.send(new CreateTableCommand(eventsTable(tableName)));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists(
    { client, maxWaitTime: TABLE_WAIT_SECONDS, minDelay: 1 },
    { TableName: tableName },
  );
}

/** All events of a stream, page by page. */
export async function* storedEvents(
  client: DynamoDBClient,
  tableName: string,
  streamId: string,
): AsyncGenerator<StoredEvent> {
  const pages = paginateQuery(
    { client },
    {
      TableName: tableName,
      ConsistentRead: true,
      KeyConditionExpression: "PK = :id",
      ExpressionAttributeValues: { ":id": { S: streamId } },
    },
  );
  for await (const { Items = [] } of pages) yield* Items.map(fromItem);
}

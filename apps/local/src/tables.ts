import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
  paginateQuery,
  ResourceInUseException,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { eventsTable, fromItem, type StoredEvent } from "@unbounded-streams/event-sink";
import { streamsTable } from "@unbounded-streams/stream-lease";

/** Where events are. */
export const EVENTS_TABLE = "events";

/** Where leases are. */
export const STREAMS_TABLE = "streams";

const TABLE_WAIT_SECONDS = 30;

/** Makes both tables unless they are there, and waits until they can be used. */
export async function ensureTables(client: DynamoDBClient): Promise<void> {
  await Promise.all(
    [eventsTable(EVENTS_TABLE), streamsTable(STREAMS_TABLE)].map((input) => ensureTable(client, input)),
  );
}

/** All events of a stream, page by page. */
export async function* storedEvents(client: DynamoDBClient, streamId: string): AsyncGenerator<StoredEvent> {
  const pages = paginateQuery(
    { client },
    {
      TableName: EVENTS_TABLE,
      ConsistentRead: true,
      KeyConditionExpression: "PK = :id",
      ExpressionAttributeValues: { ":id": { S: streamId } },
    },
  );
  for await (const { Items = [] } of pages) yield* Items.map(fromItem);
}

async function ensureTable(client: DynamoDBClient, input: CreateTableCommandInput): Promise<void> {
  try {
    await client.send(new CreateTableCommand(input));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
  await waitUntilTableExists(
    { client, maxWaitTime: TABLE_WAIT_SECONDS, minDelay: 1 },
    { TableName: input.TableName },
  );
}

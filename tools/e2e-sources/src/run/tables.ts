import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { eventsTable, readEvents, type StoredEvent } from "@unbounded-streams/event-sink";
import { createLeaseStore, type Lease, streamsTable } from "@unbounded-streams/stream-lease";
import { startEmbeddedDynamoDb } from "@unbounded-streams/testing";

/** As `start` calls them. */
const EVENTS_TABLE = "events";
const STREAMS_TABLE = "streams";

/** The DynamoDB of one run of the relay. */
export interface Tables extends AsyncDisposable {
  readonly endpoint: string;
  lease(streamId: string): Promise<Lease | undefined>;
  /** As `DELETE` of the relay's API does. */
  stop(streamId: string): Promise<void>;
  events(streamId: string): Promise<StoredEvent[]>;
}

/** Starts a DynamoDB with empty tables. */
export async function startTables(): Promise<Tables> {
  const dynamodb = await startEmbeddedDynamoDb();
  const client = new DynamoDBClient(dynamodb.clientConfig);
  await client.send(new CreateTableCommand(eventsTable(EVENTS_TABLE)));
  await client.send(new CreateTableCommand(streamsTable(STREAMS_TABLE)));
  const leases = createLeaseStore({ client, tableName: STREAMS_TABLE });
  return {
    endpoint: dynamodb.endpoint,
    lease: (streamId) => leases.read(streamId),
    async stop(streamId) {
      await leases.stop({ streamId, reason: "all was published" });
    },
    events: (streamId) =>
      Array.fromAsync(readEvents(client, { tableName: EVENTS_TABLE, streamId, consistentRead: true })),
    async [Symbol.asyncDispose]() {
      client.destroy();
      await dynamodb.stop();
    },
  };
}

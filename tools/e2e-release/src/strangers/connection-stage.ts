import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { eventsTable } from "@unbounded-streams/event-sink";
import { streamsTable } from "@unbounded-streams/stream-lease";
import { startStreamSource } from "@unbounded-streams/stream-source";

const EVENTS_TABLE = "events";
const STREAMS_TABLE = "streams";
const KEY = "s3cret-key";

/** A stream to connect to, and the tables that its events go to. */
export interface ConnectionStage {
  /** The handler's environment; that of DynamoDB is not in it. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** What the programs of connection-manager are run on: a stream that ends after a few events, and both tables. */
export async function startConnectionStage(
  dynamoDb: ConstructorParameters<typeof DynamoDBClient>[0],
): Promise<ConnectionStage> {
  const client = new DynamoDBClient(dynamoDb ?? {});
  await client.send(new CreateTableCommand(eventsTable(EVENTS_TABLE)));
  await client.send(new CreateTableCommand(streamsTable(STREAMS_TABLE)));
  client.destroy();
  const source = await startStreamSource({ key: KEY, events: 12, rate: 100 });
  return {
    environment: {
      STREAM_URI: source.url,
      STREAM_PATH: "streams",
      STREAM_KEY: KEY,
      STREAM_FORMAT: "ndjson",
      STAGE: "test",
      END_SIGNALS: '["json:/type=end-of-stream"]',
      EVENT_ID: "/id",
      EVENTS_TABLE,
    },
    stop: () => source.close(),
  };
}

/** What the program of a relay has besides. */
export const RELAY: Readonly<Record<string, string>> = {
  STREAMS_TABLE,
  LIFETIME_MS: "20000",
  HANDOVER_LEAD_MS: "4000",
};

import { DynamoDBClient, paginateQuery } from "@aws-sdk/client-dynamodb";
import { eventsTable, fromItem, type StoredEvent } from "@unbounded-streams/event-sink";
import { createLeaseStore, type LeaseStore, streamsTable } from "@unbounded-streams/stream-lease";
import {
  type StreamSource,
  type StreamSourceOptions,
  startStreamSource,
} from "@unbounded-streams/stream-source";
import { startEmbeddedDynamoDb } from "@unbounded-streams/testing";
import { createTables } from "./create-tables.ts";

const TABLE = "events";
const STREAMS_TABLE = "streams";
export const KEY = "s3cret-key";

/** A source and a DynamoDB with both tables, all real. */
export interface Stage {
  readonly source: StreamSource;
  readonly client: DynamoDBClient;
  /** The handler's environment. */
  readonly environment: Record<string, string>;
  /** What the environment of a relay has besides. */
  readonly relayEnvironment: Record<string, string>;
  readonly leases: LeaseStore;
  stored(streamId: string): Promise<StoredEvent[]>;
  stop(): Promise<void>;
}

export async function setUp(options: StreamSourceOptions): Promise<Stage> {
  const dynamodb = await startEmbeddedDynamoDb();
  const source = await startStreamSource({ key: KEY, ...options });
  const client = new DynamoDBClient(dynamodb.clientConfig);
  await createTables(client, eventsTable(TABLE), streamsTable(STREAMS_TABLE));
  return {
    source,
    client,
    leases: createLeaseStore({ client, tableName: STREAMS_TABLE }),
    relayEnvironment: { STREAMS_TABLE, LIFETIME_MS: "20000", HANDOVER_LEAD_MS: "4000", EVENT_ID: "/id" },
    environment: {
      STREAM_URI: source.url,
      STREAM_PATH: "streams",
      STREAM_KEY: KEY,
      STAGE: "test",
      EVENTS_TABLE: TABLE,
      STREAM_FORMAT: "ndjson",
      END_SIGNALS: '["json:/type=end-of-stream"]',
      AWS_REGION: "local",
      AWS_ACCESS_KEY_ID: "local",
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    },
    async stored(streamId) {
      const query = {
        TableName: TABLE,
        KeyConditionExpression: "PK = :id",
        ExpressionAttributeValues: { ":id": { S: streamId } },
      };
      const stored: StoredEvent[] = [];
      for await (const { Items = [] } of paginateQuery({ client }, query))
        stored.push(...Items.map(fromItem));
      return stored;
    },
    async stop() {
      client.destroy();
      await source.close();
      await dynamodb.stop();
    },
  };
}

import {
  CreateTableCommand,
  DynamoDBClient,
  paginateQuery,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import {
  type DynamoDbCall,
  type FaultProxy,
  type StartedDynamoDb,
  startEmbeddedDynamoDb,
  startFaultProxy,
} from "@unbounded-streams/testing";
import { eventsTable, type StoredEvent } from "../../src/index.ts";
import { eventsOfItem } from "../../src/records/segment.ts";
import { startPartiqlFront } from "./partiql-front.ts";

/** A real table, reached directly or through a proxy that makes faults. */
export interface World {
  readonly tableName: string;
  /** Sends through the proxy. */
  readonly client: DynamoDBClient;
  /** Sends straight to the server. */
  readonly direct: DynamoDBClient;
  readonly proxy: FaultProxy;
  readonly clientConfig: StartedDynamoDb["clientConfig"];
  /** A stream id that no other test has. */
  newStreamId(): string;
  /** All that the table has of a stream, in the order of the keys. */
  readStream(streamId: string): Promise<StoredEvent[]>;
  stop(): Promise<void>;
}

export interface WorldOptions {
  /** Default: a server of its own, embedded. */
  connect?: () => Promise<StartedDynamoDb>;
  tableName?: string;
}

const WRITES = new Set(["PutItem", "BatchExecuteStatement", "ExecuteStatement"]);

const isWrite = ({ operation }: DynamoDbCall) => WRITES.has(operation);

/** @param server `"partiql"` puts batches in front of a server that has none */
export async function startWorld(
  server: "plain" | "partiql" = "plain",
  { connect = startEmbeddedDynamoDb, tableName = "events" }: WorldOptions = {},
): Promise<World> {
  const dynamoDb = await connect();
  const front = server === "partiql" ? await startPartiqlFront(dynamoDb.clientConfig) : undefined;
  const proxy = await startFaultProxy((front ?? dynamoDb).endpoint, { aimsAt: isWrite });
  const direct = new DynamoDBClient(dynamoDb.clientConfig);
  const client = new DynamoDBClient({ ...dynamoDb.clientConfig, endpoint: proxy.endpoint });
  await direct.send(new CreateTableCommand(eventsTable(tableName)));
  await waitUntilTableExists({ client: direct, maxWaitTime: 60, minDelay: 1 }, { TableName: tableName });
  let streams = 0;
  return {
    tableName,
    client,
    direct,
    proxy,
    clientConfig: dynamoDb.clientConfig,
    newStreamId() {
      streams += 1;
      return `stream-${streams}`;
    },
    async readStream(streamId) {
      const events: StoredEvent[] = [];
      const pages = paginateQuery(
        { client: direct },
        {
          TableName: tableName,
          KeyConditionExpression: "PK = :stream",
          ExpressionAttributeValues: { ":stream": { S: streamId } },
          ConsistentRead: true,
        },
      );
      for await (const page of pages) events.push(...(page.Items ?? []).flatMap(eventsOfItem));
      return events;
    },
    async stop() {
      client.destroy();
      direct.destroy();
      await proxy.stop();
      await front?.stop();
      await dynamoDb.stop();
    },
  };
}

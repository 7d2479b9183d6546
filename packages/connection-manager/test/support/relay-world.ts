import { DeleteItemCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { eventsTable } from "@unbounded-streams/event-sink";
import { streamsTable } from "@unbounded-streams/stream-lease";
import { type FaultProxy, startEmbeddedDynamoDb, startFaultProxy } from "@unbounded-streams/testing";
import { createTables } from "./create-tables.ts";

export const EVENTS = "events";
export const STREAMS = "streams";

/** A DynamoDB with both tables, behind a proxy that makes faults; one for all tests of a file. */
export interface RelayWorld {
  readonly proxy: FaultProxy;
  readonly client: DynamoDBClient;
  readonly direct: DynamoDBClient;
  /** A stream id that no other test has. */
  newStreamId(): string;
  deleteLease(streamId: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startWorld(): Promise<RelayWorld> {
  const dynamodb = await startEmbeddedDynamoDb();
  const proxy = await startFaultProxy(dynamodb.endpoint);
  const direct = new DynamoDBClient(dynamodb.clientConfig);
  const client = new DynamoDBClient({ ...dynamodb.clientConfig, endpoint: proxy.endpoint });
  await createTables(direct, eventsTable(EVENTS), streamsTable(STREAMS));
  let streams = 0;
  return {
    proxy,
    client,
    direct,
    newStreamId() {
      streams += 1;
      return `stream-${streams}`;
    },
    async deleteLease(streamId) {
      await direct.send(new DeleteItemCommand({ TableName: STREAMS, Key: { PK: { S: streamId } } }));
    },
    async stop() {
      client.destroy();
      direct.destroy();
      await proxy.stop();
      await dynamodb.stop();
    },
  };
}

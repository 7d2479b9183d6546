import { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { eventsTable, readEvents, type StoredEvent } from "@unbounded-streams/event-sink";
import { createLeaseStore, type LeaseStore, streamsTable } from "@unbounded-streams/stream-lease";
import { startEmbeddedDynamoDb } from "@unbounded-streams/testing";
import { type ConnectionReport, configFromEnvironment, createHandler } from "../../src/index.ts";
import { type SourceDefinition, sourceEnvironment } from "../../src/source-definition.ts";
import { createTables } from "./create-tables.ts";
import { until } from "./until.ts";

const TABLES = { EVENTS_TABLE: "events", STREAMS_TABLE: "streams" };

/** A DynamoDB, and handlers that hold the streams of sources as their definitions say. All real. */
export interface SourceWorld {
  readonly leases: LeaseStore;
  /** Starts a stream, so that its first turn can be taken. */
  begin(streamId: string): Promise<void>;
  /** Takes a turn of a relay: the real handler, configured as it is deployed. */
  turn(environment: Record<string, string>, turn: Turn): Promise<ConnectionReport>;
  /** What a reader is given of a stream, as text. */
  stored(streamId: string): Promise<string[]>;
  /** Resolves when the table has so many events of a stream. */
  hasStored(streamId: string, count: number): Promise<void>;
  stop(): Promise<void>;
}

interface Turn {
  readonly streamId: string;
  readonly holder: string;
  readonly expectedEpoch: number;
}

/** The handler's environment for a source. */
export function environmentOf(source: SourceDefinition): Record<string, string> {
  return { ...TABLES, ...ENVIRONMENT, ...sourceEnvironment(source) };
}

const ENVIRONMENT = {
  LIFETIME_MS: "60000",
  HANDOVER_LEAD_MS: "1000",
  MAX_RECONNECT_DELAY_MS: "5",
  POWERTOOLS_METRICS_DISABLED: "true",
};

export async function startSourceWorld(): Promise<SourceWorld> {
  const dynamodb = await startEmbeddedDynamoDb();
  const client = new DynamoDBClient(dynamodb.clientConfig);
  await createTables(client, eventsTable(TABLES.EVENTS_TABLE), streamsTable(TABLES.STREAMS_TABLE));
  const leases = createLeaseStore({ client, tableName: TABLES.STREAMS_TABLE });
  async function stored(streamId: string): Promise<string[]> {
    const events: StoredEvent[] = [];
    const table = { tableName: TABLES.EVENTS_TABLE, streamId, consistentRead: true };
    for await (const event of readEvents(client, table)) events.push(event);
    return events.map(({ data }) => String(data));
  }
  return {
    leases,
    stored,
    async begin(streamId) {
      await leases.begin({ streamId, executionArn: `execution-of-${streamId}` });
    },
    turn(environment, turn) {
      const logger = new Logger({ logLevel: "SILENT" });
      const handler = createHandler({ config: configFromEnvironment(environment), client, logger });
      const context = { awsRequestId: `request-of-${turn.holder}`, getRemainingTimeInMillis: () => 60_000 };
      return handler(turn, context);
    },
    async hasStored(streamId, count) {
      await until(`${count} events of ${streamId} are stored`, async () => {
        return (await stored(streamId)).length >= count;
      });
    },
    async stop() {
      client.destroy();
      await dynamodb.stop();
    },
  };
}

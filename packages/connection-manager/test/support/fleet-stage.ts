import type { ServerResponse } from "node:http";
import { Logger } from "@aws-lambda-powertools/logger";
import { DynamoDBClient, QueryCommand } from "@aws-sdk/client-dynamodb";
import { eventsTable } from "@unbounded-streams/event-sink";
import type { CarrierReport } from "@unbounded-streams/stream-fleet";
import { carrierId, createLeaseStore, type LeaseStore, streamsTable } from "@unbounded-streams/stream-lease";
import { startEmbeddedDynamoDb } from "@unbounded-streams/testing";
import { configFromEnvironment, createHandler } from "../../src/index.ts";
import { createTables } from "./create-tables.ts";
import { type Served, serve } from "./serve.ts";

const FLEET = "default";
export const CARRIER = carrierId(FLEET, 1);
const EVENTS_TABLE = "events";
const STREAMS_TABLE = "streams";

/** How a source answers the requests for a stream. */
export type Answer = (response: ServerResponse, request: { readonly count: number }) => void;

/** Streams of one source, each with its own answer, and a carrier that they wait for. All real. */
export interface FleetStage {
  readonly leases: LeaseStore;
  readonly environment: Record<string, string>;
  /** Requests so far for a stream. */
  requests(streamId: string): number;
  /** Has a stream wait for a carrier. */
  begin(streamId: string): Promise<void>;
  /** Runs an invocation of the first carrier in this process. */
  carry(holder: string, expectedEpoch: number, remainingMs?: number): Promise<CarrierReport>;
  /** How many events the table has of a stream. */
  stored(streamId: string): Promise<number>;
  stop(): Promise<void>;
}

export async function setUpFleet(
  answers: Readonly<Record<string, Answer>>,
  changes: Record<string, string> = {},
): Promise<FleetStage> {
  const dynamodb = await startEmbeddedDynamoDb();
  const client = new DynamoDBClient(dynamodb.clientConfig);
  await createTables(client, eventsTable(EVENTS_TABLE), streamsTable(STREAMS_TABLE, { fleet: true }));
  const leases = createLeaseStore({ client, tableName: STREAMS_TABLE });
  const counts = new Map<string, number>();
  const source: Served = await serve((response, { url = "" }) => {
    const streamId = decodeURIComponent(url.slice(url.lastIndexOf("/") + 1));
    const count = (counts.get(streamId) ?? 0) + 1;
    counts.set(streamId, count);
    answers[streamId]?.(response, { count });
  });
  const environment = {
    STREAM_URI: source.url,
    STREAM_PATH: "streams",
    EVENTS_TABLE,
    STREAMS_TABLE,
    STREAM_FORMAT: "ndjson",
    END_SIGNALS: '["json:/type=end"]',
    EVENT_ID: "/id",
    FLEET,
    STREAMS_PER_FUNCTION: "10",
    MAX_CARRIERS: "1",
    LIFETIME_MS: "60000",
    HANDOVER_LEAD_MS: "4000",
    POWERTOOLS_METRICS_DISABLED: "true",
    AWS_REGION: "local",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    ...changes,
  };
  await leases.begin({ streamId: CARRIER, executionArn: "execution-of-carrier" });
  return {
    leases,
    environment,
    requests: (streamId) => counts.get(streamId) ?? 0,
    async begin(streamId) {
      await leases.begin({ streamId, executionArn: `execution-of-${streamId}`, waitingFor: FLEET });
    },
    carry(holder, expectedEpoch, remainingMs = 60_000) {
      const logger = new Logger({ logLevel: "SILENT" });
      const handler = createHandler({ config: configFromEnvironment(environment), client, logger });
      const context = { awsRequestId: `request-of-${holder}`, getRemainingTimeInMillis: () => remainingMs };
      return handler({ carrier: CARRIER, holder, expectedEpoch, stateMachineArn: "machine" }, context);
    },
    async stored(streamId) {
      const query = new QueryCommand({
        TableName: EVENTS_TABLE,
        KeyConditionExpression: "PK = :id",
        ExpressionAttributeValues: { ":id": { S: streamId } },
        Select: "COUNT",
        ConsistentRead: true,
      });
      return (await client.send(query)).Count ?? 0;
    },
    async stop() {
      client.destroy();
      source.close();
      await dynamodb.stop();
    },
  };
}

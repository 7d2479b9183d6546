import { execFile } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import {
  type AttributeValue,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ScanCommand,
} from "@aws-sdk/client-dynamodb";
import { eventsTable } from "@unbounded-streams/event-sink";
import { carrierId, createLeaseStore, type LeaseStore, streamsTable } from "@unbounded-streams/stream-lease";
import { ledgerTable } from "@unbounded-streams/stream-ledger";
import { startEmbeddedDynamoDb } from "@unbounded-streams/testing";

/** Two invocations of a carrier, of which the second has relieved the first. */
export interface CarrierRun {
  /** Lines of the log that tell of seats, of both invocations. */
  readonly ofSeats: readonly string[];
  /** The first invocation's own lines. */
  readonly ofCarrier: readonly string[];
  /** Its lines of metrics. */
  readonly metrics: readonly string[];
  /** The connections' records, and the streams' leases. */
  readonly records: readonly Item[];
  readonly leases: readonly Item[];
}

export type Item = Record<string, AttributeValue>;

const FLEET = "default";
const CARRIER = carrierId(FLEET, 1);
const TABLES = { EVENTS_TABLE: "events", STREAMS_TABLE: "streams", LEDGER_TABLE: "ledger" } as const;
const BUNDLE = fileURLToPath(import.meta.resolve("@unbounded-streams/connection-manager/bundle"));
const GIVE_UP_MS = 60_000;
const POLL_MS = 5;

/** An invocation of the deployed function that begins its handover after a second. */
const INVOKE = `
const { handler } = await import(process.argv[1]);
const { awsRequestId, ...event } = JSON.parse(process.argv[2]);
const deadlineMs = Date.now() + 60_000;
await handler(event, { awsRequestId, getRemainingTimeInMillis: () => deadlineMs - Date.now() });
process.exit();
`;
const TIMES = { LIFETIME_MS: "60000", HANDOVER_LEAD_MS: "59000" } as const;

/** Runs the function's bundle in processes of its own, with names as long as they are in the cloud. */
export async function runCarrierTwice(streamIds: readonly string[]): Promise<CarrierRun> {
  const dynamodb = await startEmbeddedDynamoDb();
  const client = new DynamoDBClient(dynamodb.clientConfig);
  const source = await startSource();
  try {
    await createTables(client);
    const leases = createLeaseStore({ client, tableName: TABLES.STREAMS_TABLE });
    await begin(leases, streamIds);
    const environment = {
      ...{ ...TABLES, ...TIMES, ...CLOUD, ...SOURCE, STREAM_URI: source.url },
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb.endpoint,
    };
    const first = invoke("A", 1, environment);
    await until(async () => (await areUp(leases, streamIds, 2)) && source.sent >= streamIds.length);
    const second = invoke("B", 2, environment);
    const lines = await first;
    await until(() => areUp(leases, streamIds, 3));
    for (const streamId of [...streamIds, CARRIER]) await leases.stop({ streamId });
    const all = [...lines, ...(await second)];
    const isMetrics = (line: string) => "_aws" in JSON.parse(line);
    const isOfSeat = (line: string) => "streamId" in JSON.parse(line);
    return {
      ofSeats: all.filter((line) => isOfSeat(line) && !isMetrics(line)),
      ofCarrier: lines.filter((line) => !isOfSeat(line) && !isMetrics(line)),
      metrics: lines.filter(isMetrics),
      records: await itemsOf(client, TABLES.LEDGER_TABLE),
      leases: await itemsOf(client, TABLES.STREAMS_TABLE),
    };
  } finally {
    client.destroy();
    source.close();
    await dynamodb.stop();
  }
}

/** As Lambda and the construct set them. */
const CLOUD = {
  FLEET,
  STREAMS_PER_FUNCTION: "50",
  MAX_CARRIERS: "1",
  LEDGER_TTL_DAYS: "30",
  POWERTOOLS_SERVICE_NAME: "UnboundedStreams-Streams",
  POWERTOOLS_METRICS_NAMESPACE: "UnboundedStreams",
  POWERTOOLS_LOG_LEVEL: "INFO",
  _X_AMZN_TRACE_ID: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=557abcec3ee5a047;Sampled=1",
  AWS_REGION: "local",
  AWS_ACCESS_KEY_ID: "local",
  AWS_SECRET_ACCESS_KEY: "local",
} as const;
const SOURCE = {
  STREAM_PATH: "streams",
  STREAM_FORMAT: "sse",
  EVENT_ID: "sse",
  RESUME: "header:Last-Event-ID",
} as const;

/** Says the same to each connection: an event whose id is as long as a UUID, and no end. */
async function startSource() {
  let sent = 0;
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write('id: 7d5c2a0e-6f0b-4d3a-9a53-2f1f8f3f5b11\ndata: {"text":"event"}\n\n');
    sent += 1;
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get sent() {
      return sent;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function createTables(client: DynamoDBClient): Promise<void> {
  const tables = [
    eventsTable(TABLES.EVENTS_TABLE),
    streamsTable(TABLES.STREAMS_TABLE, { fleet: true }),
    ledgerTable(TABLES.LEDGER_TABLE),
  ];
  for (const table of tables) {
    await client.send(new CreateTableCommand(table));
    await until(async () => {
      const { Table } = await client.send(new DescribeTableCommand({ TableName: table.TableName }));
      return Table?.TableStatus === "ACTIVE";
    });
  }
}

/** Has streams wait for the carrier, as the admission machine does. */
async function begin(leases: LeaseStore, streamIds: readonly string[]): Promise<void> {
  const executions = "arn:aws:states:us-east-1:123456789012:execution";
  await leases.begin({
    streamId: CARRIER,
    executionArn: `${executions}:Carrier0A1B2C3D-AbCdEfGhIjKl:default-1-0`,
  });
  for (const streamId of streamIds) {
    const executionArn = `${executions}:Admission0A1B2C3D-AbCdEfGhIjKl:${REQUEST_ID}`;
    await leases.begin({ streamId, executionArn, waitingFor: FLEET });
  }
}

const REQUEST_ID = "c915f5fb-91cb-4a93-9435-90bb9c787caa";

/** The lines that it has printed. */
async function invoke(
  branch: string,
  expectedEpoch: number,
  environment: Record<string, string>,
): Promise<string[]> {
  const event = {
    ...{ carrier: CARRIER, holder: `default-1-0/${branch}`, expectedEpoch, stateMachineArn: "arn:machine" },
    awsRequestId: REQUEST_ID.replace("c", branch.toLowerCase()),
  };
  const args = ["--input-type=module", "--eval", INVOKE, BUNDLE, JSON.stringify(event)];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    env: environment,
    cwd: "/",
  });
  return (stdout + stderr).split("\n").filter((line) => line !== "");
}

/** Whether the connections of an epoch are up, and what they were sent is in the table. */
async function areUp(leases: LeaseStore, streamIds: readonly string[], epoch: number): Promise<boolean> {
  const read = await Promise.all(streamIds.map((streamId) => leases.read(streamId)));
  return read.every(
    (lease) => lease?.epoch === epoch && lease.connectedAtMs !== undefined && lease.counts.received >= 1,
  );
}

async function itemsOf(client: DynamoDBClient, TableName: string): Promise<Item[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
  return Items;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const giveUpAtMs = performance.now() + GIVE_UP_MS;
  while (!(await holds())) {
    if (performance.now() > giveUpAtMs) throw new Error("waited in vain");
    await sleep(POLL_MS);
  }
}

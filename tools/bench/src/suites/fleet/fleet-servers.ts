import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { createLeaseStore, type LeaseStore, streamsTable } from "@unbounded-streams/stream-lease";
import type { Arena, Server } from "../../arena.ts";
import type { FleetPace, SourceQuestion, SourceStream, TableQuestion } from "../../data/fleet-wire.ts";

const TABLE_WAIT_SECONDS = 20;
const CREDENTIALS = { accessKeyId: "local", secretAccessKey: "local" };
const REGION = "eu-central-1";

/** What functions read from, and write to. */
export interface FleetServers {
  readonly source: SourceHandle;
  readonly table: TableHandle;
}

/** The source of all streams. */
export interface SourceHandle {
  readonly url: string;
  /** The file with its certificate. */
  readonly certificateFile: string;
  setPace(pace: FleetPace): Promise<void>;
  streams(): Promise<readonly SourceStream[]>;
  /** Forgets all streams. */
  reset(): Promise<void>;
}

/** The tables, at one endpoint. */
export interface TableHandle {
  readonly endpoint: string;
  ask<Answer>(question: TableQuestion): Promise<Answer>;
  /** A table of leases with nothing in it. */
  openLeases(): Promise<{ readonly tableName: string; readonly store: LeaseStore }>;
  /** What a function has to have in its environment to reach them. */
  readonly environment: Readonly<Record<string, string>>;
}

/** @param folder for the source's certificate */
export async function startFleetServers(arena: Arena, folder: string): Promise<FleetServers> {
  const [source, table] = await Promise.all([
    arena.startServer("tls-source"),
    arena.startServer("fleet-table"),
  ]);
  return { source: await sourceHandle(source, folder), table: tableHandle(table) };
}

async function sourceHandle(server: Server, folder: string): Promise<SourceHandle> {
  const ask = <Answer>(question: SourceQuestion) => server.ask<Answer>(JSON.stringify(question));
  const certificateFile = join(folder, "source.pem");
  const { cert } = await ask<{ cert: string }>({ kind: "certificate" });
  await writeFile(certificateFile, cert);
  return {
    url: server.url.replace(/^http:/, "https:"),
    certificateFile,
    setPace: async (pace) => void (await ask({ kind: "pace", pace })),
    streams: () => ask({ kind: "streams" }),
    reset: async () => void (await ask({ kind: "reset" })),
  };
}

function tableHandle(server: Server): TableHandle {
  const { url: endpoint } = server;
  const client = new DynamoDBClient({ endpoint, region: REGION, credentials: CREDENTIALS });
  let tables = 0;
  return {
    endpoint,
    environment: {
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    },
    ask: (question) => server.ask(JSON.stringify(question)),
    async openLeases() {
      tables += 1;
      const tableName = `streams-${tables}`;
      await client.send(new CreateTableCommand(streamsTable(tableName, { fleet: true })));
      await waitUntilTableExists(
        { client, maxWaitTime: TABLE_WAIT_SECONDS, minDelay: 1 },
        { TableName: tableName },
      );
      return { tableName, store: createLeaseStore({ client, tableName }) };
    },
  };
}

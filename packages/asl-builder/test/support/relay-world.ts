import { randomUUID } from "node:crypto";
import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { createLeaseStore, type LeaseStore, streamsTable } from "@unbounded-streams/stream-lease";
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from "@unbounded-streams/testing";
import { buildStateMachine, type RelayOptions } from "../../src/index.ts";
import { createLeasedFunction, type LeasedFunctionOptions } from "./leased-function.ts";
import { createLocalCloud, type LocalCloudOptions } from "./local-cloud.ts";

export const STREAM = "stream-1";
export const FUNCTION_ARN = "arn:aws:lambda:eu-west-1:123456789012:function:connection-manager";
export const HEAD_START = "Let A go first";

export interface RelayDatabase {
  readonly client: DynamoDBClient;
  stop(): Promise<void>;
}

export async function startDatabase(): Promise<RelayDatabase> {
  const embedded: EmbeddedDynamoDb = await startEmbeddedDynamoDb();
  const client = new DynamoDBClient({ ...embedded.clientConfig, maxAttempts: 1 });
  return {
    client,
    async stop() {
      client.destroy();
      await embedded.stop();
    },
  };
}

export interface RelayWorldOptions extends Partial<Omit<LeasedFunctionOptions, "store">> {
  readonly machine?: Partial<RelayOptions>;
  readonly around?: LocalCloudOptions["around"];
  readonly waits?: LocalCloudOptions["waits"];
}

/** A relay with a table of its own: its cloud, its function, and the lease as others see it. */
export async function createRelayWorld({ client }: RelayDatabase, options: RelayWorldOptions) {
  const tableName = `streams-${randomUUID()}`;
  await client.send(new CreateTableCommand(streamsTable(tableName)));
  const store: LeaseStore = createLeaseStore({ client, tableName });
  const fn = createLeasedFunction({ behave: () => "read", ...options, store });
  const definition = buildStateMachine({
    ...{ strategy: "relay", functionArn: FUNCTION_ARN, lifetimeSeconds: 45, tableName },
    ...options.machine,
  });
  const cloud = createLocalCloud({
    ...{ definition, client, invoke: fn.invoke, waits: { [HEAD_START]: 200, ...options.waits } },
    ...(options.around && { around: options.around }),
  });
  return { store, fn, cloud, definition };
}
